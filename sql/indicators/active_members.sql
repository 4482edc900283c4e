-- indicators.active_members: Active members.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Active members
--   fr: Membres actifs
-- claim: reach_and_retention
-- definition:
--   en: >-
--     Of those who belonged to the community at any time of the quarter, the share with any
--     activity in it, reading included.
--   fr: >-
--     Parmi les personnes membres de la communauté à un moment du trimestre, part de celles qui
--     y ont eu une activité, lecture comprise.
-- numerator:
--   en: members with any activity in the quarter
--   fr: membres ayant eu une activité au cours du trimestre
-- denominator:
--   en: members who had joined by the end of the quarter and not left before it began
--   fr: membres inscrits avant la fin du trimestre et non partis avant son début
-- kind: share
-- unit: share
-- polarity: higher
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
),

member_periods as (
    select * from facts.member_periods
)

select
    memberships.community_id,
    covered_periods.period_length,
    covered_periods.period_start,
    memberships.partner_id,
    memberships.member_key,
    member_periods.member_key is not null as is_in_numerator,
from memberships
inner join covered_periods
    on
        memberships.partner_id = covered_periods.partner_id
        and memberships.joined_on <= covered_periods.period_end
        and (memberships.left_on is null or memberships.left_on >= covered_periods.period_start)
left join member_periods
    on
        memberships.partner_id = member_periods.partner_id
        and memberships.member_key = member_periods.member_key
        and memberships.community_id = member_periods.community_id
        and covered_periods.period_length = member_periods.period_length
        and covered_periods.period_start = member_periods.period_start
where covered_periods.kind = 'activity'
