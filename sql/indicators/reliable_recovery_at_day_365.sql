-- indicators.reliable_recovery_at_day_365: Reliable recovery at one year.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Reliable recovery at one year
--   fr: Rétablissement fiable à un an
-- claim: lasting_effects
-- definition:
--   en: >-
--     Of the members at caseness in the quarter of their baseline, the share who have reliably
--     recovered at day 365.
--   fr: >-
--     Parmi les membres atteignant un seuil lors de la mesure initiale du trimestre, part de
--     ceux qui sont rétablis de façon fiable au jour 365.
-- numerator:
--   en: members who have reliably recovered
--   fr: membres rétablis de façon fiable
-- denominator:
--   en: members at caseness at the baseline with both scores in days 305 to 425
--   fr: >-
--     membres atteignant un seuil au départ ayant les deux scores entre les jours 305 et 425
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
where
    episode_outcomes.rule_set = 'phq9_gad7'
    and episode_outcomes.follow_up = 'day_365'
    and episode_outcomes.is_counted and episode_outcomes.was_at_caseness
