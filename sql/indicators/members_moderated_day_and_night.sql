-- indicators.members_moderated_day_and_night: Members moderated day and night.
-- One row per member, community and quarter counted in the denominator.
-- name:
--   en: Members moderated day and night
--   fr: Membres sous modération jour et nuit
-- question:
--   en: Is help there 24 hours a day?
--   fr: L'aide est-elle là 24 heures sur 24 ?
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
-- unit: share
-- polarity: higher
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

communities as (
    select * from staging.communities
),

member_quarters as (
    select * from facts.member_quarters
)

select
    member_quarters.community_id,
    member_quarters.period_start,
    member_quarters.partner_id,
    member_quarters.member_key,
    communities.is_moderated_day_and_night as is_in_numerator,
from member_quarters
inner join communities on member_quarters.community_id = communities.community_id
where communities.is_moderated_day_and_night is not null
