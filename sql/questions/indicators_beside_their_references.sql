-- Where does the programme stand beside the targets that others have set, quarter by quarter?
-- Où en est le programme par rapport aux cibles que d’autres ont fixées, trimestre par trimestre ?

-- Shares, hours and people reached, each in its own unit.
with told as (
    select
        indicator_id,
        community_id,
        period_start,
        indicator_value,
        indicator_value_lower,
        indicator_value_upper,
        target_status,
    from published.indicator_values
    union all by name
    select
        indicator_id,
        community_id,
        period_start,
        median_hours as indicator_value,
        median_hours_lower as indicator_value_lower,
        median_hours_upper as indicator_value_upper,
        target_status,
    from published.indicator_medians
    union all by name
    select
        indicator_id,
        community_id,
        period_start,
        indicator_value,
        indicator_value_lower,
        indicator_value_upper,
        target_status,
    from published.indicator_reach
)

select
    indicators.name_en,
    indicators.name_fr,
    indicators.unit,
    told.period_start,
    told.indicator_value,
    told.indicator_value_lower,
    told.indicator_value_upper,
    indicators.target_value,
    indicators.target_source,
    told.target_status,
from told
inner join published.indicators on told.indicator_id = indicators.indicator_id
where told.community_id = 'all' and indicators.target_value is not null
order by indicators.name_en, told.period_start
