-- indicators.recovery_phq9_only_at_day_180: Recovery (PHQ-9 only) at six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Recovery (PHQ-9 only) at six months
--   fr: Rétablissement (PHQ-9 seul) à six mois
-- claim: participation_and_recovery
-- definition:
--   en: >-
--     Of the members with a PHQ-9 of 10 or more in the quarter of their baseline, the share
--     below 10 at day 180. An easier rule than recovery on both scales, with another
--     denominator: not to be set beside the NHS figure.
--   fr: >-
--     Parmi les membres ayant un PHQ-9 d’au moins 10 lors de la mesure initiale du trimestre,
--     part de ceux qui sont sous 10 au jour 180. Règle plus facile que le rétablissement sur les
--     deux échelles, avec un autre dénominateur : à ne pas comparer au chiffre du NHS.
-- numerator:
--   en: members with a PHQ-9 below 10
--   fr: membres ayant un PHQ-9 inférieur à 10
-- denominator:
--   en: >-
--     members with a PHQ-9 of 10 or more at the baseline and a score in days 135 to 225
--   fr: >-
--     membres ayant un PHQ-9 d’au moins 10 au départ et un score entre les jours 135 et 225
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
    episode_outcomes.has_recovered as is_in_numerator,
from episode_outcomes
cross join period_lengths
inner join memberships
    on
        episode_outcomes.partner_id = memberships.partner_id
        and episode_outcomes.member_key = memberships.member_key
where
    episode_outcomes.rule_set = 'phq9_only'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_counted and episode_outcomes.was_at_caseness
