-- disclosed.control_charts: which periods stand out from the course of an indicator, and its trend.
-- One row per indicator, community and period of the series that is judged.
-- (The linter does not see that macros read the series by their names.)
-- Source: the macros p_chart (shares), xmr_chart (rates, medians) and mann_kendall_trend hold the
-- rules, on exact data; release.policy holds from how many people on a value is judged. Of the
-- programme the months are judged where enough of them are that large and all can be shown, else
-- the quarters. Values, centre and limits go to the grid, the limits outward. Where the periods of
-- a share vary by more than chance explains, its limits are Laney's (is_adjusted).
-- A series with a value of 1 to 7 people on one side has no centre, limits, signals or trend:
-- beside periods of exactly nobody they leave a single count that the hidden value can have.
-- The only reader of the exact series.
with released_points as (
    select
        community_id,
        indicator_id,
        period_length,
        period_start,
        numerator_count,
        denominator_count,
        exact_value,
        judged_count,
        side_count,
        as_of,
    from released.control_charts
),

indicators as (
    select
        indicator_id,
        kind,
    from marts.indicators
),

policy as (
    select
        smallest_judged_count,
        smallest_shown_count,
        rounding_base,
        mean_decimals,
        coarse_share_step,
        middle_share_step,
        fine_share_step,
        smallest_share_count,
        smallest_middle_share_count,
        smallest_fine_share_count,
    from release.policy
),

-- Values that rest on too few people are left out of the series.
judged as (
    select
        released_points.*,
        indicators.kind,
        [released_points.indicator_id, released_points.community_id] as series_id,
        released_points.side_count = 0
        or released_points.side_count >= policy.smallest_shown_count as is_shown,
        count(*) over (
            partition by
                released_points.indicator_id,
                released_points.community_id,
                released_points.period_length
        ) as point_count,
    from released_points
    cross join policy
    inner join indicators on released_points.indicator_id = indicators.indicator_id
    where released_points.judged_count >= policy.smallest_judged_count
),

-- The months where there are 13 of them, so that their limits are no trial, and none is hidden;
-- else the quarters.
lengths as (
    select
        judged.series_id,
        case
            when
                bool_or(judged.period_length = 'month' and judged.point_count >= 13)
                and bool_and(judged.period_length = 'quarter' or judged.is_shown)
                then 'month'
            else 'quarter'
        end as period_length,
    from judged
    group by judged.series_id
),

series as (
    select
        judged.*,
        judged.period_start as period,
        judged.exact_value as value,  -- noqa: RF04
        bool_and(judged.is_shown) over (partition by judged.series_id) as is_charted,
    from judged
    inner join lengths
        on
            judged.series_id = lengths.series_id
            and judged.period_length = lengths.period_length
),

charted_series as (
    select * from series
    where is_charted
),

series_of_shares as (  -- noqa: ST03
    select * from charted_series
    where kind = 'share'
),

series_of_values as (  -- noqa: ST03
    select * from charted_series
    where kind != 'share'
),

charts as (
    select
        series_id,
        period,
        centre,
        lower_limit,
        upper_limit,
        is_outside_limits,
        is_part_of_trend,
        is_near_limit,
        is_part_of_shift,
        has_signal,
        is_trial,
        is_adjusted,
    from p_chart('series_of_shares', overdispersion := 'where_shown')
    union all by name
    select
        series_id,
        period,
        centre,
        case when lower_limit is not null then greatest(lower_limit, 0) end as lower_limit,
        upper_limit,
        is_outside_limits,
        is_part_of_trend,
        is_near_limit,
        is_part_of_shift,
        has_signal,
        is_trial,
        false as is_adjusted,
    from xmr_chart('series_of_values')
),

trends as (
    select
        series_id,
        z_statistic,
        p_value,
    from mann_kendall_trend('charted_series')
),

-- Exact, one last time: which way a signal points, and how many people the centre rests on. A point
-- of a run that rises or falls, and of no other pattern, points the way of the run.
exact as (
    select
        series.*,
        charts.centre,
        charts.lower_limit,
        charts.upper_limit,
        charts.is_outside_limits,
        charts.is_part_of_trend,
        charts.is_near_limit,
        charts.is_part_of_shift,
        charts.has_signal,
        charts.is_trial,
        charts.is_adjusted,
        trends.z_statistic,
        trends.p_value,
        sum(series.judged_count) over (partition by series.series_id) as total_count,
        sign(
            case
                when
                    charts.is_part_of_trend
                    and not (
                        charts.is_outside_limits or charts.is_near_limit or charts.is_part_of_shift
                    )
                    then
                        case
                            when lead(charts.is_part_of_trend) over in_order
                                then lead(series.value) over in_order - series.value
                            else series.value - lag(series.value) over in_order
                        end
                else series.value - charts.centre
            end
        ) as direction,
    from series
    left join charts on series.series_id = charts.series_id and series.period = charts.period
    left join trends on series.series_id = trends.series_id
    window in_order as (partition by series.series_id order by series.period)
),

-- The grid of shares depends on how many they rest on, that of all else is the tenth. A millionth
-- of a step is forgiven, so that a limit that lies on the grid stays there.
gridded as (
    select
        exact.*,
        case
            when exact.kind = 'share'
                then disclosed_grid(
                    exact.value,
                    exact.lower_limit,
                    exact.upper_limit,
                    exact.judged_count,
                    coarse_step := policy.coarse_share_step,
                    middle_step := policy.middle_share_step,
                    fine_step := policy.fine_share_step,
                    smallest_n := policy.smallest_share_count,
                    smallest_middle_n := policy.smallest_middle_share_count,
                    smallest_fine_n := policy.smallest_fine_share_count
                )
            else {
                'rate': round(
                    case
                        when exact.kind = 'rate'
                            then
                                1000 * round(exact.numerator_count / policy.rounding_base)
                                / round(exact.denominator_count / policy.rounding_base)
                        else exact.value
                    end,
                    policy.mean_decimals
                ),
                'lower': floor(exact.lower_limit * power(10, policy.mean_decimals) + 1e-6)
                / power(10, policy.mean_decimals),
                'upper': ceil(exact.upper_limit * power(10, policy.mean_decimals) - 1e-6)
                / power(10, policy.mean_decimals),
                'step': power(10, -policy.mean_decimals)
            }
        end as grid,
        case
            when exact.kind = 'share'
                then disclosed_grid(
                    exact.centre,
                    exact.centre,
                    exact.centre,
                    exact.total_count,
                    coarse_step := policy.coarse_share_step,
                    middle_step := policy.middle_share_step,
                    fine_step := policy.fine_share_step,
                    smallest_n := policy.smallest_share_count,
                    smallest_middle_n := policy.smallest_middle_share_count,
                    smallest_fine_n := policy.smallest_fine_share_count
                ).rate
            else round(exact.centre, policy.mean_decimals)
        end as gridded_centre,
    from exact
    cross join policy
)

select
    gridded.indicator_id,
    gridded.community_id,
    gridded.period_length,
    gridded.period_start,
    case when gridded.is_shown then gridded.grid.rate end as chart_value,
    case when gridded.is_shown then 'ok' else 'suppressed' end as chart_value_status,
    case when gridded.grid.lower is not null then gridded.gridded_centre end as chart_centre,
    gridded.grid.lower as chart_centre_lower,
    gridded.grid.upper as chart_centre_upper,
    case
        when not gridded.is_charted then 'suppressed'
        when gridded.grid.lower is not null then 'ok'
        else 'not_defined'
    end as chart_centre_status,
    gridded.is_outside_limits,
    gridded.is_part_of_trend,
    gridded.is_near_limit,
    gridded.is_part_of_shift,
    gridded.has_signal,
    case
        when not gridded.is_charted then 'suppressed'
        when not gridded.has_signal or gridded.direction = 0 then null
        when gridded.direction > 0 then 'high'
        else 'low'
    end as signal_side,
    gridded.is_trial,
    gridded.is_adjusted,
    gridded.point_count as period_count,
    case
        when not gridded.is_charted then 'suppressed'
        when gridded.point_count < 8 then 'too_short'
        when coalesce(gridded.p_value, 1) >= 0.05 then 'no_trend'
        when gridded.z_statistic > 0 then 'rising'
        else 'falling'
    end as trend_95,
    case
        when not gridded.is_charted then 'suppressed'
        when gridded.point_count < 8 then 'too_short'
        when coalesce(gridded.p_value, 1) >= 0.002 then 'no_trend'
        when gridded.z_statistic > 0 then 'rising'
        else 'falling'
    end as trend_998,
    gridded.as_of,
from gridded
