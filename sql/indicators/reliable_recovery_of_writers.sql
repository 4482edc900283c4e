-- indicators.reliable_recovery_of_writers: Reliable recovery of members who posted.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Reliable recovery of members who posted
--   fr: Rétablissement fiable des membres qui ont publié
-- claim: participation_and_recovery
-- definition:
--   en: >-
--     Of the members at caseness at their baseline and not known to be below it within 30 days
--     who wrote a post or a reply in those 30 days, all of them covered by the exports, the share
--     reliably recovered at day 180. An association: who writes may differ in other ways. By how
--     much they wrote: the page “Engagement and recovery”.
--   fr: >-
--     Parmi les membres atteignant un seuil lors de leur mesure initiale, dont aucun score n’est
--     repassé sous les seuils en 30 jours et qui ont écrit un message ou une réponse pendant ces
--     30 jours, tous couverts par les exportations, part de ceux qui sont rétablis de façon
--     fiable au jour 180. Une association : ceux qui écrivent peuvent différer autrement. Selon
--     combien ils écrivent : la page « Engagement et rétablissement ».
-- numerator:
--   en: members who have reliably recovered
--   fr: membres rétablis de façon fiable
-- denominator:
--   en: >-
--     members not known to be below caseness after 30 days who had posted or replied by then,
--     with both scores in days 135 to 225
--   fr: >-
--     membres sans score connu sous les seuils après 30 jours qui avaient publié ou répondu
--     jusque-là, ayant les deux scores entre les jours 135 et 225
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
-- version: 2.2.0

with

period_lengths as (
    select * from reference.period_lengths
),

memberships as (
    select * from histories.memberships
),

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

landmarks as (
    select * from outcomes.landmarks
)

select
    memberships.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, episode_outcomes.baseline_on)::date as period_start,
    memberships.partner_id,
    memberships.member_key,
    episode_outcomes.has_reliably_recovered as is_in_numerator,
from episode_outcomes
cross join period_lengths
inner join memberships
    on
        episode_outcomes.partner_id = memberships.partner_id
        and episode_outcomes.member_key = memberships.member_key
inner join landmarks
    on
        episode_outcomes.partner_id = landmarks.partner_id
        and episode_outcomes.member_key = landmarks.member_key
        and episode_outcomes.rule_set = landmarks.rule_set
where
    episode_outcomes.rule_set = 'phq9_gad7'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_counted
    and landmarks.landmark_days = 30
    and landmarks.is_eligible
    and landmarks.written_count >= 1
