-- indicators.support_given: Members who give support.
-- One row per member, community and quarter counted in the denominator.
-- name:
--   en: Members who give support
--   fr: Membres qui apportent du soutien
-- question:
--   en: >-
--     Does peer support work as an exchange: is help given and received?
--   fr: >-
--     Le soutien par les pairs est-il un échange : l'aide est-elle donnée et reçue ?
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
-- unit: share
-- polarity: higher
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
    member_quarters.reply_count > 0 as is_in_numerator,
from member_quarters
