-- indicators.first_reply_within_24_hours: Answered within 24 hours.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Answered within 24 hours
--   fr: Réponse reçue sous 24 heures
-- claim: help_day_and_night
-- definition:
--   en: >-
--     Of the members who posted in the quarter, the share whose first post of the quarter got a
--     reply from another member within 24 hours.
--   fr: >-
--     Parmi les membres ayant publié au cours du trimestre, part de ceux dont le premier message
--     du trimestre a reçu une réponse d’un autre membre sous 24 heures.
-- numerator:
--   en: members answered within 24 hours
--   fr: membres ayant reçu une réponse sous 24 heures
-- denominator:
--   en: members who posted in the quarter
--   fr: membres ayant publié au cours du trimestre
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

posts as (
    select * from facts.posts
),

covered_periods as (
    select * from facts.covered_periods
),

-- A member is judged by the first such post of the period whose time to an answer is covered.
first_posts as (
    select
        posts.community_id,
        covered_periods.period_length,
        covered_periods.period_start,
        posts.partner_id,
        posts.member_key,
        arg_min(
            coalesce(posts.first_reply_hours <= 24, false),
            (posts.posted_at, posts.activity_key)
        ) as is_in_numerator,
    from posts
    inner join covered_periods
        on
            posts.partner_id = covered_periods.partner_id
            and posts.posted_on between covered_periods.period_start
            and covered_periods.period_end
    where
        covered_periods.kind = 'activity'
        and posts.posted_at + interval 24 hours < covered_periods.covered_through
    group by
        posts.community_id,
        covered_periods.period_length,
        covered_periods.period_start,
        posts.partner_id,
        posts.member_key
)

select
    first_posts.community_id,
    first_posts.period_length,
    first_posts.period_start,
    first_posts.partner_id,
    first_posts.member_key,
    first_posts.is_in_numerator,
from first_posts
