-- indicators.baseline_completeness: Baselines complete.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Baselines complete
--   fr: Mesures initiales complètes
-- claim: trust_in_figures
-- definition:
--   en: >-
--     Of the members who joined in the quarter, the share with a baseline of PHQ-9 and GAD-7
--     from 14 days before to 30 days after joining. Low completeness makes every recovery rate
--     uncertain.
--   fr: >-
--     Parmi les membres inscrits au cours du trimestre, part de ceux qui ont une mesure initiale
--     PHQ-9 et GAD-7, de 14 jours avant à 30 jours après l’inscription. Une complétude faible
--     rend tout taux de rétablissement incertain.
-- numerator:
--   en: new members with a baseline
--   fr: nouveaux membres ayant une mesure initiale
-- denominator:
--   en: members listed as having joined in the quarter, whose first 30 days are covered
--   fr: >-
--     membres déclarés inscrits au cours du trimestre, dont les 30 premiers jours sont couverts
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

coverage as (
    select * from staging.coverage
),

memberships as (
    select * from histories.memberships
),

episodes as (
    select * from facts.episodes
)

select
    memberships.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, memberships.joined_on)::date as period_start,
    memberships.partner_id,
    memberships.member_key,
    episodes.member_key is not null as is_in_numerator,
from memberships
cross join period_lengths
inner join coverage on memberships.partner_id = coverage.partner_id
left join episodes
    on
        memberships.partner_id = episodes.partner_id
        and memberships.member_key = episodes.member_key
        and episodes.rule_set = 'phq9_gad7'
-- Who is in no list of members is seen first by a score, often: the baseline would be certain.
where
    coverage.kind = 'outcome_scores'
    and not memberships.is_joining_derived
    and memberships.joined_on >= coverage.covered_from
    and memberships.joined_on + 30 <= coverage.covered_through
