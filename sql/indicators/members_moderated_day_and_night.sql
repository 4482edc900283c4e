-- indicators.members_moderated_day_and_night: Members moderated day and night.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Members moderated day and night
--   fr: Membres sous modération jour et nuit
-- claim: help_day_and_night
-- definition:
--   en: >-
--     Of the members active in the quarter, the share in a community that is moderated day and
--     night.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux dont la communauté est
--     modérée jour et nuit.
-- numerator:
--   en: active members in communities moderated day and night
--   fr: membres actifs dans une communauté modérée jour et nuit
-- denominator:
--   en: >-
--     members with any activity in the quarter, in communities that state the practice
--   fr: >-
--     membres ayant eu une activité au cours du trimestre, dans les communautés qui renseignent
--     cette pratique
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

communities as (
    select * from staging.communities
),

member_periods as (
    select * from facts.member_periods
)

select
    member_periods.community_id,
    member_periods.period_length,
    member_periods.period_start,
    member_periods.partner_id,
    member_periods.member_key,
    communities.is_moderated_day_and_night as is_in_numerator,
from member_periods
inner join communities on member_periods.community_id = communities.community_id
where communities.is_moderated_day_and_night is not null
