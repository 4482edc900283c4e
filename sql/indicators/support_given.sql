-- indicators.support_given: Members who give support.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Members who give support
--   fr: Membres qui apportent du soutien
-- claim: peer_support
-- definition:
--   en: Of the members active in the quarter, the share who wrote at least one reply.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qui ont écrit au moins une
--     réponse.
-- numerator:
--   en: active members who wrote a reply
--   fr: membres actifs ayant écrit une réponse
-- denominator:
--   en: members with any activity in the quarter
--   fr: membres ayant eu une activité au cours du trimestre
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

member_periods as (
    select * from facts.member_periods
)

select
    member_periods.community_id,
    member_periods.period_length,
    member_periods.period_start,
    member_periods.partner_id,
    member_periods.member_key,
    member_periods.reply_count > 0 as is_in_numerator,
from member_periods
