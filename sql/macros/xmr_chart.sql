-- xmr_chart: statistical process control for single values, with the four rules of NHS England.
--
-- Inputs
--     table_name           table with one row per series and period, columns:
--         series_id        any type: the indicator, the community
--         period           any type that sorts: the month
--         value            number; rows without one are left out
--     screens_ranges       boolean: leave out moving ranges above 3.267 times their mean, once,
--                          unless nothing but ranges of 0 is left
--     limit_factor, screen_factor, smallest_count   2.66, 3.267, 13
-- Outputs
--     one row per series and period with a value: series_id, period, value, centre, lower_limit,
--     upper_limit, moving_range, is_outside_limits, is_part_of_trend, is_near_limit,
--     is_part_of_shift, has_signal (any of the four), is_trial (fewer than 13 points: trial limits,
--     say so). One point alone has no limits (NULL) and no signal.
-- Formula
--     centre = mean; moving range = |value - the one before|; limits centre -/+ 2.66 times the mean
--     moving range. Every point of a pattern is marked:
--     outside limits; trend: 7 points each above (or each below) the one before;
--     near limit: 2 of 3 points beyond two thirds of the way to the limit, on one side (the third
--     may lie anywhere; the points beyond are marked); shift: 7 points on one side of the centre
--     (one on the centre breaks it). With changing denominators see `p_chart` or `funnel_limits`.
-- Source
--     NHS England, Making data count; agrees with NHSRplotthedots on its published charts. Its 2 of
--     3 rule asks in addition that all 3 lie on one side of the centre within the limits.
--     Screening: Nelson 1982, Journal of Quality Technology 14:172-173, as NHSRplotthedots has it.
--     It says nothing of a mean range of 0: of 0, 0, 0, 6, 0, 0, 0, 0 both steps of the 6 go,
--     and limits without width mark every point. All ranges are kept then: there are no others.
-- Example
--     with months as (
--         select * from (values ('a', 1, 3), ('a', 2, 5), ('a', 3, 4), ('a', 4, 12))
--         as t (series_id, period, value)
--     )
--     select
--         period, centre, round(lower_limit, 4), round(upper_limit, 4), moving_range, has_signal,
--         is_trial
--     from xmr_chart('months')
-- Answer
--     (1, 6.0, -3.7533, 15.7533, None, False, True)
--     (2, 6.0, -3.7533, 15.7533, 2.0, False, True)
--     (3, 6.0, -3.7533, 15.7533, 1.0, False, True)
--     (4, 6.0, -3.7533, 15.7533, 8.0, False, True)
create or replace macro xmr_chart(
    table_name,
    screens_ranges := true,
    limit_factor := 2.66,
    screen_factor := 3.267,
    smallest_count := 13
) as table
    with points as (
        select
            series_id,
            period,
            value,
        from query_table(table_name)
        where value is not null
    ),

    steps as (
        select
            series_id,
            period,
            value,
            value::double
            - lag(value::double) over (partition by series_id order by period) as step,
        from points
    ),

    series as (
        select
            series_id,
            count(*) as point_count,
            avg(value::double) as centre,
            avg(abs(step)) as mean_range,
            case
                when screens_ranges then screen_factor * avg(abs(step)) else 'infinity'::double
            end as largest_range,
        from steps
        group by series_id
    ),

    -- The mean of the moving ranges that are left once the outlying ones are out.
    screened as (
        select
            series.series_id,
            avg(abs(steps.step)) as mean_range,
        from series
        inner join steps
            on
                series.series_id is not distinct from steps.series_id
                and abs(steps.step) <= series.largest_range
        group by series.series_id
    ),

    -- A value that equals the centre but for the last binary digit lies on it.
    placed as (
        select
            steps.series_id,
            steps.period,
            steps.value,
            series.point_count,
            abs(steps.step) as moving_range,
            sign(steps.step) as direction,
            series.centre,
            case
                when screened.mean_range > 0 then screened.mean_range else series.mean_range
            end as mean_range,
            case
                when abs(steps.value - series.centre) <= 1e-12 * abs(series.centre) then 0
                else steps.value - series.centre
            end as deviation,
        from steps
        inner join series on steps.series_id is not distinct from series.series_id
        left join screened on steps.series_id is not distinct from screened.series_id
    ),

    -- Whether a pattern ends at this point.
    patterns as (
        select
            series_id,
            period,
            value,
            point_count,
            moving_range,
            centre,
            limit_factor * mean_range as reach,
            coalesce(abs(deviation) > limit_factor * mean_range, false) as is_outside_limits,
            coalesce(abs(sum(direction) over six_steps) = 6, false) as ends_trend,
            coalesce(abs(sum(sign(deviation)) over seven_points) = 7, false) as ends_shift,
            case
                when deviation > limit_factor * mean_range * 2 / 3 then 1
                when -deviation > limit_factor * mean_range * 2 / 3 then -1
                else 0
            end as side,
        from placed
        window
            six_steps as (
                partition by series_id order by period rows between 5 preceding and current row
            ),
            seven_points as (
                partition by series_id order by period rows between 6 preceding and current row
            )
    ),

    -- A point belongs to a pattern if one ends here or soon after.
    marked as (
        select
            series_id,
            period,
            value,
            point_count,
            moving_range,
            centre,
            reach,
            is_outside_limits,
            bool_or(ends_trend) over next_seven as is_part_of_trend,
            bool_or(ends_shift) over next_seven as is_part_of_shift,
            case side
                when 1
                    then
                        greatest(
                            count(*) filter (where side = 1) over last_of_three,
                            count(*) filter (where side = 1) over middle_of_three,
                            count(*) filter (where side = 1) over first_of_three
                        ) >= 2
                when -1
                    then
                        greatest(
                            count(*) filter (where side = -1) over last_of_three,
                            count(*) filter (where side = -1) over middle_of_three,
                            count(*) filter (where side = -1) over first_of_three
                        ) >= 2
                else false
            end as is_near_limit,
        from patterns
        window
            next_seven as (
                partition by series_id order by period rows between current row and 6 following
            ),
            last_of_three as (
                partition by series_id order by period rows between 2 preceding and current row
            ),
            middle_of_three as (
                partition by series_id order by period rows between 1 preceding and 1 following
            ),
            first_of_three as (
                partition by series_id order by period rows between current row and 2 following
            )
    )

    select
        series_id,
        period,
        value,
        centre,
        centre - reach as lower_limit,
        centre + reach as upper_limit,
        moving_range,
        is_outside_limits,
        is_part_of_trend,
        is_near_limit,
        is_part_of_shift,
        is_outside_limits or is_part_of_trend or is_near_limit or is_part_of_shift as has_signal,
        point_count < smallest_count as is_trial,
    from marked
    order by series_id, period;
