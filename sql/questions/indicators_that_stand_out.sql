-- Which indicators of the programme stood out in the last three periods, and which have a trend?
-- Quels indicateurs sont sortis de l’ordinaire ces trois dernières périodes, ou ont une tendance ?

with latest as (
    select
        control_charts.indicator_id,
        control_charts.period_length,
        control_charts.period_start,
        control_charts.chart_value,
        control_charts.signal_meaning,
        row_number() over (
            partition by control_charts.indicator_id order by control_charts.period_start desc
        ) as place,
    from published.control_charts
    where control_charts.community_id = 'all'
)

select
    indicators.name_en,
    indicators.name_fr,
    latest.period_length,
    latest.period_start,
    latest.chart_value,
    latest.signal_meaning,
    indicator_trends.trend_meaning,
    indicator_trends.trend_998 in ('rising', 'falling') as is_sure_at_998,
from latest
inner join published.indicators on latest.indicator_id = indicators.indicator_id
inner join published.indicator_trends
    on latest.indicator_id = indicator_trends.indicator_id and indicator_trends.community_id = 'all'
where
    latest.place <= 3
    and (
        latest.signal_meaning not in ('none', 'suppressed')
        or indicator_trends.trend_998 in ('rising', 'falling')
    )
order by indicators.name_en, latest.period_start
