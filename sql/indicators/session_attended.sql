-- indicators.session_attended: Members in sessions.
-- One row per member, community and quarter counted in the denominator.
-- name:
--   en: Members in sessions
--   fr: Membres participant à des séances
-- question:
--   en: >-
--     Do public-health programmes bring in professionals and reach those without care?
--   fr: >-
--     Les programmes de santé publique font-ils venir des professionnels et touchent-ils les
--     personnes sans soins ?
-- definition:
--   en: >-
--     Of the members active in the quarter, the share who attended at least one session, guided
--     or with a professional.
--   fr: >-
--     Parmi les membres actifs au cours du trimestre, part de ceux qui ont participé à au moins
--     une séance, animée ou avec un professionnel.
-- numerator:
--   en: active members who attended a session
--   fr: membres actifs ayant participé à une séance
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
    member_quarters.session_count > 0 as is_in_numerator,
from member_quarters
