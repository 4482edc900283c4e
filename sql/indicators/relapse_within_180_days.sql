-- indicators.relapse_within_180_days: Relapse within six months.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Relapse within six months
--   fr: Rechute dans les six mois
-- claim: lasting_effects
-- definition:
--   en: >-
--     Of the members who first recovered in the quarter and were scored again on both scales
--     within 180 days, the share at caseness again in that time. Who was not scored again is not
--     counted.
--   fr: >-
--     Parmi les membres rétablis pour la première fois au cours du trimestre et évalués de
--     nouveau sur les deux échelles dans les 180 jours, part de ceux qui ont de nouveau dépassé
--     un seuil dans ce délai. Qui n’a pas été réévalué n’est pas compté.
-- numerator:
--   en: members at caseness again within 180 days
--   fr: membres atteignant de nouveau un seuil dans les 180 jours
-- denominator:
--   en: >-
--     members who first recovered in the quarter and were scored again on both scales within
--     180 days, all of them covered
--   fr: >-
--     membres rétablis pour la première fois au cours du trimestre et évalués de nouveau sur les
--     deux échelles dans les 180 jours, entièrement couverts
-- kind: share
-- unit: share
-- polarity: lower
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

recoveries as (
    select * from outcomes.recoveries
)

select
    memberships.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, recoveries.recovered_on)::date as period_start,
    memberships.partner_id,
    memberships.member_key,
    coalesce(recoveries.relapsed_on <= recoveries.recovered_on + 180, false) as is_in_numerator,
from recoveries
cross join period_lengths
inner join memberships
    on
        recoveries.partner_id = memberships.partner_id
        and recoveries.member_key = memberships.member_key
where
    recoveries.rule_set = 'phq9_gad7'
    and recoveries.next_assessed_on <= recoveries.recovered_on + 180
    and recoveries.recovered_on + 180 <= recoveries.scores_covered_through
