-- published.indicators: the words of the registry of indicators, in English and French.
-- One row per indicator. Words alone: nothing here counts members.
select
    indicator_id,
    name_en,
    name_fr,
    question_en,
    question_fr,
    definition_en,
    definition_fr,
    numerator_en,
    numerator_fr,
    denominator_en,
    denominator_fr,
    unit,
    polarity,
    target_value,
    target_source,
    owner,
    version,
    sql,
from marts.indicators
