-- indicators.confirmed_recovery: Recoveries confirmed.
-- One row per member, community and period counted in the denominator.
-- name:
--   en: Recoveries confirmed
--   fr: Rétablissements confirmés
-- claim: lasting_effects
-- definition:
--   en: >-
--     Of the members who first recovered in the quarter and were later scored again on both
--     scales, the share still below caseness on both at the next such assessment.
--   fr: >-
--     Parmi les membres rétablis pour la première fois au cours du trimestre et de nouveau
--     évalués plus tard sur les deux échelles, part de ceux qui sont encore sous les deux seuils
--     à l’évaluation suivante de ce type.
-- numerator:
--   en: members still recovered at the next assessment
--   fr: membres encore rétablis à l’évaluation suivante
-- denominator:
--   en: members who first recovered in the quarter and were scored again on both scales
--   fr: >-
--     membres rétablis pour la première fois au cours du trimestre et évalués de nouveau sur
--     les deux échelles
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

recoveries as (
    select * from outcomes.recoveries
)

select
    memberships.community_id,
    period_lengths.period_length,
    date_trunc(period_lengths.period_length, recoveries.recovered_on)::date as period_start,
    memberships.partner_id,
    memberships.member_key,
    recoveries.is_confirmed as is_in_numerator,
from recoveries
cross join period_lengths
inner join memberships
    on
        recoveries.partner_id = memberships.partner_id
        and recoveries.member_key = memberships.member_key
where recoveries.rule_set = 'phq9_gad7' and recoveries.is_confirmed is not null
