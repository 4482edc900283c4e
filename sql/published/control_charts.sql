-- published.control_charts: which periods stand out from the course of an indicator.
-- One row per indicator, community and period of the series that is judged.
-- Source: the macros p_chart and xmr_chart; where is_adjusted, the limits of a share are those of
-- Laney 2002, Quality Engineering 14:531-537: its periods vary by more than chance explains.
with control_charts as (
    select * from disclosed.control_charts
),

indicators as (
    select
        indicator_id,
        polarity,
    from marts.indicators
)

select
    control_charts.indicator_id,
    control_charts.community_id,
    control_charts.period_length,
    control_charts.period_start,
    control_charts.chart_value,
    control_charts.chart_value_status,
    control_charts.chart_centre,
    control_charts.chart_centre_lower,
    control_charts.chart_centre_upper,
    control_charts.chart_centre_status,
    control_charts.is_outside_limits,
    control_charts.is_part_of_trend,
    control_charts.is_near_limit,
    control_charts.is_part_of_shift,
    control_charts.has_signal,
    case
        when control_charts.signal_side is null then 'none'
        when control_charts.signal_side = 'suppressed' then 'suppressed'
        when indicators.polarity = 'neutral' and control_charts.signal_side = 'high' then 'higher'
        when indicators.polarity = 'neutral' then 'lower'
        when (indicators.polarity = 'higher') = (control_charts.signal_side = 'high') then 'better'
        else 'worse'
    end as signal_meaning,
    control_charts.is_trial,
    control_charts.is_adjusted,
    control_charts.as_of,
from control_charts
inner join indicators on control_charts.indicator_id = indicators.indicator_id
