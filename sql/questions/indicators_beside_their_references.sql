-- Where does the programme stand beside the figures it is compared with, quarter by quarter?
-- Où se situe le programme par rapport aux chiffres de référence, trimestre par trimestre ?

select
    indicators.name_en,
    indicators.name_fr,
    indicator_values.period_start,
    indicator_values.indicator_value,
    indicator_values.indicator_value_lower,
    indicator_values.indicator_value_upper,
    indicators.target_value,
    indicators.target_source,
from published.indicator_values
inner join published.indicators
    on indicator_values.indicator_id = indicators.indicator_id
where indicator_values.community_id = 'all' and indicators.target_value is not null
order by indicators.name_en, indicator_values.period_start
