-- indicators.crisis_help_opened: Crisis help opened.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Crisis help opened
--   fr: Aide en cas de crise consultée
-- claim: help_day_and_night
-- definition:
--   en: >-
--     Of the members active in the quarter, the share who opened the community’s crisis help at
--     least once. More may mean more need or better signposting.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qui ont ouvert au moins une
--     fois l’aide de crise de la communauté. Une hausse peut signifier plus de besoins ou une
--     meilleure orientation.
-- numerator:
--   en: active members who opened crisis help
--   fr: membres actifs ayant ouvert l’aide de crise
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
    member_periods.crisis_help_count > 0 as is_in_numerator,
from member_periods
