-- indicators.newcomers_answered_within_14_days: Newcomers answered within 14 days.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Newcomers answered within 14 days
--   fr: Nouveaux membres ayant reçu une réponse sous 14 jours
-- claim: elements_that_contribute
-- definition:
--   en: >-
--     Of the members who joined in the quarter and posted within 14 days, the share who got a
--     reply from another member within those 14 days. Days are counted on the community’s own
--     calendar, the day of joining not included.
--   fr: >-
--     Parmi les membres inscrits au cours du trimestre et ayant publié dans les 14 jours, part
--     de ceux qui ont reçu une réponse d’un autre membre dans ces 14 jours. Les jours sont ceux
--     du calendrier local de la communauté ; le jour de l’inscription n’est pas compté.
-- numerator:
--   en: new members who were answered within 14 days of joining
--   fr: nouveaux membres ayant reçu une réponse dans les 14 jours suivant l’inscription
-- denominator:
--   en: members listed as having joined in the quarter who posted within 14 days
--   fr: membres déclarés inscrits au cours du trimestre, ayant publié dans les 14 jours
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
-- version: 1.1.0

with

period_lengths as (
    select * from reference.period_lengths
),

memberships as (
    select * from histories.memberships
),

posts as (
    select * from facts.posts
)

select
    memberships.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, memberships.joined_on)::date as period_start,
    memberships.partner_id,
    memberships.member_key,
    coalesce(bool_or(posts.first_replied_on <= memberships.joined_on + 14), false)
        as is_in_numerator,
from memberships
cross join period_lengths
inner join posts
    on
        memberships.partner_id = posts.partner_id
        and memberships.member_key = posts.member_key
        and memberships.community_id = posts.community_id
        and posts.posted_on between memberships.joined_on and memberships.joined_on + 14
-- Who is in no list of members may be an old hand whom nothing has shown before.
where
    not memberships.is_joining_derived
    and memberships.joined_on >= memberships.covered_from
    and memberships.joined_on + 14 <= memberships.covered_through
group by
    memberships.community_id,
    period_lengths.period_length,
    memberships.joined_on,
    memberships.partner_id,
    memberships.member_key
