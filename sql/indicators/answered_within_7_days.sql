-- indicators.answered_within_7_days: Answered within 7 days.
-- One row per member, community and quarter counted in the denominator.
-- name:
--   en: Answered within 7 days
--   fr: Réponse reçue sous 7 jours
-- question:
--   en: >-
--     Does peer support work as an exchange: is help given and received?
--   fr: >-
--     Le soutien par les pairs est-il un échange : l'aide est-elle donnée et reçue ?
-- definition:
--   en: >-
--     Of the members who posted in the quarter, the share whose first post of the quarter got a
--     reply from another member within 7 days.
--   fr: >-
--     Parmi les membres ayant publié au cours du trimestre, part de ceux dont le premier message
--     du trimestre a reçu une réponse d'un autre membre sous 7 jours.
-- numerator:
--   en: members answered within 7 days
--   fr: membres ayant reçu une réponse sous 7 jours
-- denominator:
--   en: members who posted in the quarter
--   fr: membres ayant publié au cours du trimestre
-- unit: share
-- polarity: higher
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

posts as (
    select * from facts.posts
),

covered_quarters as (
    select * from facts.covered_quarters
),

-- A member is judged by the first such post of the quarter whose time to an answer is covered.
first_posts as (
    select
        posts.community_id,
        covered_quarters.period_start,
        posts.partner_id,
        posts.member_key,
        arg_min(
            coalesce(posts.first_reply_hours <= 168, false),
            (posts.posted_at, posts.activity_key)
        ) as is_in_numerator,
    from posts
    inner join covered_quarters
        on
            posts.partner_id = covered_quarters.partner_id
            and posts.posted_on between covered_quarters.period_start
            and covered_quarters.period_end
    where
        covered_quarters.kind = 'activity'
        and posts.posted_at + interval 168 hours < covered_quarters.covered_through + 1
    group by
        posts.community_id, covered_quarters.period_start, posts.partner_id, posts.member_key
)

select
    first_posts.community_id,
    first_posts.period_start,
    first_posts.partner_id,
    first_posts.member_key,
    first_posts.is_in_numerator,
from first_posts
