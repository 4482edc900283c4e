-- indicators.hours_to_first_reply_at_night: Hours to the first reply at night, median.
-- One row per member, community and period with such an event: the first of the period.
-- name:
--   en: Hours to the first reply at night, median
--   fr: Heures jusqu’à la première réponse la nuit, médiane
-- claim: help_day_and_night
-- definition:
--   en: >-
--     The median of the hours from a member’s first post of the quarter between 22:00 and
--     05:59 on the community’s clock to the first reply by another member. A post without a
--     reply after 7 days counts as 168 hours; where that is the median, half or more of the
--     posts were not answered in time.
--   fr: >-
--     Médiane des heures écoulées entre le premier message du trimestre d’un membre entre 22 h
--     et 5 h 59, à l’heure de la communauté, et la première réponse d’un autre membre. Un
--     message sans réponse après 7 jours compte pour 168 heures ; si c’est la médiane, la
--     moitié des messages au moins n’ont pas reçu de réponse à temps.
-- numerator:
--   en: the middle of the members’ waiting times, in hours
--   fr: milieu des temps d’attente des membres, en heures
-- denominator:
--   en: members who posted at night in the quarter, 7 days of answers covered
--   fr: membres ayant publié la nuit au cours du trimestre, 7 jours de réponses couverts
-- kind: median
-- unit: hours
-- polarity: lower
-- target_value: null
-- target_source: null
-- owner: Rebond maintainers
-- version: 1.0.0

with

posts as (
    select * from facts.posts
),

covered_periods as (
    select * from facts.covered_periods
),

-- A post is watched for 7 days; one that nobody has answered by then stands at 168 hours.
watched as (
    select
        posts.community_id,
        covered_periods.period_length,
        covered_periods.period_start,
        posts.partner_id,
        posts.member_key,
        posts.activity_key,
        posts.posted_at as happened_at,
        least(coalesce(posts.first_reply_hours, 168), 168) as hours,
    from posts
    inner join covered_periods
        on
            posts.partner_id = covered_periods.partner_id
            and posts.posted_on between covered_periods.period_start
            and covered_periods.period_end
    where
        covered_periods.kind = 'activity'
        and posts.posted_at + interval 168 hours < covered_periods.covered_through + 1
        and (posts.local_hour >= 22 or posts.local_hour < 6)
)

select
    watched.community_id,
    watched.period_length,
    watched.period_start,
    watched.partner_id,
    watched.member_key,
    min(watched.happened_at) as happened_at,
    arg_min(watched.hours, (watched.happened_at, watched.activity_key)) as hours,
from watched
group by
    watched.community_id,
    watched.period_length,
    watched.period_start,
    watched.partner_id,
    watched.member_key
