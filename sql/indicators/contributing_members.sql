-- indicators.contributing_members: Members who contribute.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Members who contribute
--   fr: Membres qui contribuent
-- claim: reach_and_retention
-- definition:
--   en: >-
--     Of the members active in the quarter, the share who wrote a post, a reply or a private
--     message. In online health communities most only read.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qui ont écrit un message, une
--     réponse ou un message privé. Dans les communautés de santé en ligne, la plupart ne font
--     que lire.
-- numerator:
--   en: active members who wrote a post, a reply or a private message
--   fr: membres actifs ayant écrit un message, une réponse ou un message privé
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
    member_periods.contribution_count > 0 as is_in_numerator,
from member_periods
