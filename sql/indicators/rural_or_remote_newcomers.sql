-- indicators.rural_or_remote_newcomers: Newcomers from rural and remote places.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Newcomers from rural and remote places
--   fr: Nouveaux membres en zone rurale ou isolée
-- claim: no_geographic_barrier
-- definition:
--   en: >-
--     Of the members who joined in the quarter and whose place is known, the share who live in a
--     rural or remote place.
--   fr: >-
--     Parmi les membres inscrits au cours du trimestre dont le lieu est connu, part de ceux qui
--     vivent en zone rurale ou isolée.
-- numerator:
--   en: new members in rural or remote places
--   fr: nouveaux membres en zone rurale ou isolée
-- denominator:
--   en: members who joined in the quarter, place known
--   fr: membres inscrits au cours du trimestre, lieu connu
-- kind: share
-- unit: share
-- polarity: neutral
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     No target is published for this, as far as we know, and Rebond sets none.
--   fr: >-
--     Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas.
-- owner: Rebond maintainers
-- version: 1.0.0

with

memberships as (
    select * from histories.memberships
),

covered_periods as (
    select * from facts.covered_periods
)

select
    memberships.community_id,
    covered_periods.period_length,
    covered_periods.period_start,
    memberships.partner_id,
    memberships.member_key,
    memberships.rurality in ('rural', 'remote') as is_in_numerator,
from memberships
inner join covered_periods
    on
        memberships.partner_id = covered_periods.partner_id
        and memberships.joined_on between covered_periods.period_start
        and covered_periods.period_end
where covered_periods.kind = 'members' and memberships.rurality <> 'unknown'
