-- indicators.reliable_recovery_of_readers: Reliable recovery of readers.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Reliable recovery of readers
--   fr: Rétablissement fiable des membres qui ne font que lire
-- claim: participation_and_recovery
-- definition:
--   en: >-
--     Of the members still at caseness 30 days after their baseline who wrote nothing in those
--     30 days, the share reliably recovered at day 180. An association: who writes may differ in
--     other ways.
--   fr: >-
--     Parmi les membres toujours atteignant un seuil 30 jours après leur mesure initiale et qui
--     n’ont rien écrit pendant ces 30 jours, part de ceux qui sont rétablis de façon fiable au
--     jour 180. Une association : ceux qui écrivent peuvent différer autrement.
-- numerator:
--   en: members who have reliably recovered
--   fr: membres rétablis de façon fiable
-- denominator:
--   en: >-
--     members at caseness after 30 days who wrote nothing by then, with both scores in days 135
--     to 225
--   fr: >-
--     membres atteignant un seuil après 30 jours qui n’ont rien écrit jusque-là, ayant les deux
--     scores entre les jours 135 et 225
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
    and landmarks.written_count = 0
