-- indicators.night_active_members: Members active at night.
-- One row per member, community and quarter counted in the denominator.
-- name:
--   en: Members active at night
--   fr: Membres actifs la nuit
-- question:
--   en: Is help there 24 hours a day?
--   fr: L'aide est-elle là 24 heures sur 24 ?
-- definition:
--   en: >-
--     Of the members active in the quarter, the share with any activity between 22:00 and 05:59
--     on the community's own clock.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qui ont eu une activité entre
--     22 h et 5 h 59, à l'heure de la communauté.
-- numerator:
--   en: active members with any activity at night
--   fr: membres actifs ayant eu une activité la nuit
-- denominator:
--   en: members with any activity in the quarter
--   fr: membres ayant eu une activité au cours du trimestre
-- unit: share
-- polarity: neutral
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

member_quarters as (
    select * from facts.member_quarters
)

select
    member_quarters.community_id,
    member_quarters.period_start,
    member_quarters.partner_id,
    member_quarters.member_key,
    member_quarters.night_count > 0 as is_in_numerator,
from member_quarters
