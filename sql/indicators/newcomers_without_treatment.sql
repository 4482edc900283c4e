-- indicators.newcomers_without_treatment: Newcomers without treatment.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Newcomers without treatment
--   fr: Nouveaux membres sans traitement
-- claim: public_health_programmes
-- definition:
--   en: >-
--     Of the members who joined in the quarter and whose treatment is known, the share who had
--     neither medication nor therapy: people whom care had not reached.
--   fr: >-
--     Parmi les membres inscrits au cours du trimestre dont le traitement est connu, part de
--     ceux qui n’avaient ni médicament ni thérapie : des personnes que les soins n’avaient pas
--     touchées.
-- numerator:
--   en: new members with neither medication nor therapy
--   fr: nouveaux membres sans médicament ni thérapie
-- denominator:
--   en: members who joined in the quarter, treatment known
--   fr: membres inscrits au cours du trimestre, traitement connu
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
    memberships.treatment_at_joining = 'none' as is_in_numerator,
from memberships
inner join covered_periods
    on
        memberships.partner_id = covered_periods.partner_id
        and memberships.joined_on between covered_periods.period_start
        and covered_periods.period_end
where covered_periods.kind = 'members' and memberships.treatment_at_joining <> 'unknown'
