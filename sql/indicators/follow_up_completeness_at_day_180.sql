-- indicators.follow_up_completeness_at_day_180: Follow-up complete at six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Follow-up complete at six months
--   fr: Suivi complet à six mois
-- claim: trust_in_figures
-- definition:
--   en: >-
--     Of the members at caseness in the quarter of their baseline, the share with PHQ-9 and
--     GAD-7 in days 135 to 225. The rest are unknown, and recovery rates say nothing of them.
--   fr: >-
--     Parmi les membres atteignant un seuil lors de la mesure initiale du trimestre, part de
--     ceux qui ont PHQ-9 et GAD-7 entre les jours 135 et 225. Les autres sont inconnus, et les
--     taux de rétablissement n’en disent rien.
-- numerator:
--   en: members with both scores in days 135 to 225
--   fr: membres ayant les deux scores entre les jours 135 et 225
-- denominator:
--   en: members at caseness at the baseline, whose window is covered
--   fr: membres atteignant un seuil au départ, dont la fenêtre est couverte
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
    episode_outcomes.is_scored as is_in_numerator,
from episode_outcomes
cross join period_lengths
inner join memberships
    on
        episode_outcomes.partner_id = memberships.partner_id
        and episode_outcomes.member_key = memberships.member_key
where
    episode_outcomes.rule_set = 'phq9_gad7'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_eligible and episode_outcomes.was_at_caseness
