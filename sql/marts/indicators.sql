-- marts.indicators: The words of the registry, in English and French.
-- One row per indicator.

with

indicators as (
    select * from registry.indicators
)

select
    indicators.indicator_id,
    indicators.name_en,
    indicators.name_fr,
    indicators.claim_id,
    indicators.question_en,
    indicators.question_fr,
    indicators.definition_en,
    indicators.definition_fr,
    indicators.numerator_en,
    indicators.numerator_fr,
    indicators.denominator_en,
    indicators.denominator_fr,
    indicators.kind,
    indicators.unit,
    indicators.currency,
    indicators.price_year,
    indicators.population_denominator_en,
    indicators.population_denominator_fr,
    indicators.population_source,
    indicators.polarity,
    indicators.target_value,
    indicators.target_source,
    indicators.target_currency,
    indicators.target_words_en,
    indicators.target_words_fr,
    indicators.owner,
    indicators.version,
    indicators.sql,
from indicators
