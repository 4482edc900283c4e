-- indicators.night_active_members: Members active at night.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Members active at night
--   fr: Membres actifs la nuit
-- claim: help_day_and_night
-- definition:
--   en: >-
--     Of the members active in the quarter, the share with any activity between 22:00 and 05:59
--     on the community’s own clock.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qui ont eu une activité entre
--     22 h et 5 h 59, à l’heure de la communauté.
-- numerator:
--   en: active members with any activity at night
--   fr: membres actifs ayant eu une activité la nuit
-- denominator:
--   en: members with any activity in the quarter
--   fr: membres ayant eu une activité au cours du trimestre
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

member_periods as (
    select * from facts.member_periods
)

select
    member_periods.community_id,
    member_periods.period_length,
    member_periods.period_start,
    member_periods.partner_id,
    member_periods.member_key,
    member_periods.night_count > 0 as is_in_numerator,
from member_periods
