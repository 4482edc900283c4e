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
    indicators.question_en,
    indicators.question_fr,
    indicators.definition_en,
    indicators.definition_fr,
    indicators.numerator_en,
    indicators.numerator_fr,
    indicators.denominator_en,
    indicators.denominator_fr,
    indicators.unit,
    indicators.polarity,
    indicators.target_value,
    indicators.target_source,
    indicators.owner,
    indicators.version,
    indicators.sql,
from indicators
