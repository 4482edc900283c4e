-- indicators.recovery_at_day_180: Recovery at six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Recovery at six months
--   fr: Rétablissement à six mois
-- claim: as_good_as_face_to_face
-- definition:
--   en: >-
--     Of the members at caseness in the quarter of their baseline, the share below caseness on
--     both PHQ-9 and GAD-7 at day 180. Only those who answered are counted: see the completeness
--     of follow-up.
--   fr: >-
--     Parmi les membres atteignant un seuil lors de la mesure initiale du trimestre, part de
--     ceux qui sont sous les deux seuils (PHQ-9 et GAD-7) au jour 180. Seuls les répondants sont
--     comptés : voir la complétude du suivi.
-- numerator:
--   en: members below caseness on both scales
--   fr: membres sous les deux seuils
-- denominator:
--   en: >-
--     members at caseness at the baseline (PHQ-9 10 or more, or GAD-7 8 or more) with both
--     scores in days 135 to 225
--   fr: >-
--     membres atteignant un seuil au départ (PHQ-9 d’au moins 10 ou GAD-7 d’au moins 8) ayant
--     les deux scores entre les jours 135 et 225
-- kind: share
-- unit: share
-- polarity: higher
-- target_value: null
-- target_source: null
-- target_words:
--   en: >-
--     No target is published for this, as far as we know, and Rebond sets none. To compare,
--     without a verdict: 50.5% at the end of finished courses in England’s talking
--     therapies, nearly all scores known (NHS England, NHS Talking Therapies annual reports
--     2024-25).
--   fr: >-
--     Aucune cible n’est publiée à notre connaissance, et Rebond n’en fixe pas. Pour comparaison,
--     sans verdict : 50,5 % à la fin des suivis terminés des thérapies par la
--     parole en Angleterre, presque tous les scores étant connus (NHS England, NHS Talking
--     Therapies annual reports 2024-25).
-- owner: Rebond maintainers
-- version: 1.1.0

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
    episode_outcomes.rule_set = 'phq9_gad7'
    and episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.is_counted and episode_outcomes.was_at_caseness
