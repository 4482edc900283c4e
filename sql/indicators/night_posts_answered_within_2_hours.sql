-- indicators.night_posts_answered_within_2_hours: Night posts answered within 2 hours.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Night posts answered within 2 hours
--   fr: Messages de nuit avec réponse sous 2 heures
-- claim: help_day_and_night
-- definition:
--   en: >-
--     Of the members who posted between 22:00 and 05:59 on the community’s own clock, the share
--     whose first such post of the quarter got a reply from another member within 2 hours.
--   fr: >-
--     Parmi les membres ayant publié entre 22 h et 5 h 59, à l’heure de la communauté, part de
--     ceux dont le premier de ces messages du trimestre a reçu une réponse d’un autre membre
--     sous 2 heures.
-- numerator:
--   en: members answered within 2 hours at night
--   fr: membres ayant reçu une réponse sous 2 heures la nuit
-- denominator:
--   en: members who posted at night in the quarter
--   fr: membres ayant publié la nuit au cours du trimestre
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
            coalesce(posts.first_reply_hours <= 2, false),
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
        and posts.posted_at + interval 2 hours < covered_periods.covered_through
        and (posts.local_hour >= 22 or posts.local_hour < 6)
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
