-- indicators.reciprocity: Support given by those who receive it.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Support given by those who receive it
--   fr: Soutien rendu par ceux qui en reçoivent
-- claim: peer_support
-- definition:
--   en: >-
--     Of the members who posted in the quarter and were answered, the share who also wrote a
--     reply themselves in the quarter.
--   fr: >-
--     Parmi les membres ayant publié au cours du trimestre et reçu une réponse, part de ceux qui
--     ont eux-mêmes écrit une réponse au cours du trimestre.
-- numerator:
--   en: answered members who wrote a reply themselves
--   fr: membres ayant reçu une réponse et en ayant écrit une
-- denominator:
--   en: members whose post of the quarter was answered
--   fr: membres dont un message du trimestre a reçu une réponse
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

period_lengths as (
    select * from reference.period_lengths
),

posts as (
    select * from facts.posts
),

member_periods as (
    select * from facts.member_periods
),

answered as (
    select distinct
        posts.community_id,
        period_lengths.period_length,
        date_trunc(period_lengths.period_length, posts.posted_on)::date as period_start,
        posts.partner_id,
        posts.member_key,
    from posts
    cross join period_lengths
    where posts.first_reply_at is not null
)

select
    answered.community_id,
    answered.period_length,
    answered.period_start,
    answered.partner_id,
    answered.member_key,
    member_periods.reply_count > 0 as is_in_numerator,
from answered
inner join member_periods
    on
        answered.partner_id = member_periods.partner_id
        and answered.member_key = member_periods.member_key
        and answered.community_id = member_periods.community_id
        and answered.period_length = member_periods.period_length
        and answered.period_start = member_periods.period_start
