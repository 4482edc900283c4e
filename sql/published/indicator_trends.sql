-- published.indicator_trends: whether an indicator rises or falls over its whole series.
-- One row per indicator and community.
-- Source: Mann 1945, Econometrica 13:245-259; Kendall 1975. At 95 % one series in twenty without a
-- trend seems to have one; where many series are looked at, read the trend at 99.8 %.
with control_charts as (
    select * from disclosed.control_charts
),

indicators as (
    select
        indicator_id,
        polarity,
    from marts.indicators
),

series as (
    select
        control_charts.indicator_id,
        control_charts.community_id,
        control_charts.period_length,
        min(control_charts.period_start) as first_period_start,
        max(control_charts.period_start) as last_period_start,
        any_value(control_charts.period_count) as period_count,
        any_value(control_charts.trend_95) as trend_95,
        any_value(control_charts.trend_998) as trend_998,
        bool_or(control_charts.is_trial) as is_trial,
        any_value(control_charts.as_of) as as_of,
    from control_charts
    group by
        control_charts.indicator_id, control_charts.community_id, control_charts.period_length
)

select
    series.indicator_id,
    series.community_id,
    series.period_length,
    series.first_period_start,
    series.last_period_start,
    series.period_count,
    series.trend_95,
    series.trend_998,
    case
        when series.trend_95 in ('no_trend', 'too_short', 'suppressed') then series.trend_95
        when indicators.polarity = 'neutral' then series.trend_95
        when (indicators.polarity = 'higher') = (series.trend_95 = 'rising') then 'improving'
        else 'worsening'
    end as trend_meaning,
    series.is_trial,
    series.as_of,
from series
inner join indicators on series.indicator_id = indicators.indicator_id
