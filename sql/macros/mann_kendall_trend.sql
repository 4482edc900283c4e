-- mann_kendall_trend: does a series of values rise or fall, whatever the shape of its course.
--
-- Inputs
--     table_name     table with one row per series and period, columns:
--         series_id  any type: the indicator, the community
--         period     number, date or timestamp: when
--         value      number; rows without one are left out
-- Outputs
--     one row per series: series_id, point_count, s_statistic, kendall_tau (S over the number of
--     pairs), z_statistic (above 0 = rising), p_value (two-sided), median_slope (Theil-Sen: change
--     from one point of the series to the next, points numbered in order). z and p are NULL for
--     fewer than three points and where all values are equal; the approximation is fair from
--     8 points. Months that depend on each other make p too small: say so.
-- Formula
--     S = sum over pairs of sign(later - earlier); Var = (n (n-1) (2n+5) - sum t (t-1) (2t+5)) / 18
--     over groups of t tied values; z = (S - sign S) / sqrt(Var)
-- Source
--     Mann 1945, Econometrica 13:245-259; Kendall 1975; Sen 1968, JASA 63:1379-1389.
-- Example
--     with months as (
--         select
--             'a' as series_id,
--             unnest(range(1, 9)) as period,
--             unnest([1, 3, 2, 4, 6, 5, 8, 9]) as value
--     )
--     select point_count, s_statistic, round(kendall_tau, 4), round(z_statistic, 4),
--         round(p_value, 4), round(median_slope, 4)
--     from mann_kendall_trend('months')
-- Answer
--     (8, 24, 0.8571, 2.8455, 0.0044, 1.0)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro mann_kendall_trend(table_name) as table
    with points as (
        select
            series_id,
            value::double as value,
            row_number() over (partition by series_id order by period) as place,
        from query_table(table_name)
        where value is not null
    ),

    sizes as (
        select
            series_id,
            count(*) as point_count,
        from points
        group by series_id
    ),

    tied_values as (
        select
            series_id,
            value,
            count(*)::double as tied,
        from points
        group by series_id, value
    ),

    ties as (
        select
            series_id,
            sum(tied * (tied - 1) * (2 * tied + 5)) as tie_correction,
        from tied_values
        group by series_id
    ),

    pairs as (
        select
            earlier.series_id,
            sum(sign(later.value - earlier.value))::bigint as s_statistic,
            median((later.value - earlier.value) / (later.place - earlier.place)) as median_slope,
        from points as earlier
        inner join points as later
            on
                earlier.series_id is not distinct from later.series_id
                and earlier.place < later.place
        group by earlier.series_id
    ),

    statistics as (
        select
            sizes.series_id,
            sizes.point_count,
            pairs.s_statistic,
            pairs.median_slope,
            case
                when
                    sizes.point_count >= 3
                    and sizes.point_count * (sizes.point_count - 1)::double
                    * (2 * sizes.point_count + 5) > ties.tie_correction
                    then
                        (pairs.s_statistic - sign(pairs.s_statistic)) / sqrt((
                            sizes.point_count::double * (sizes.point_count - 1)
                            * (2 * sizes.point_count + 5) - ties.tie_correction
                        ) / 18)
            end as z,
        from sizes
        inner join ties on sizes.series_id is not distinct from ties.series_id
        left join pairs on sizes.series_id is not distinct from pairs.series_id
    )

    -- Both tails of the normal distribution beyond z: a series near the middle, a continued
    -- fraction (Laplace) farther out, where the series would cancel.
    select
        series_id,
        point_count,
        s_statistic,
        2 * s_statistic::double / (point_count * (point_count - 1)) as kendall_tau,
        z as z_statistic,
        case
            when abs(z) < 3
                then 1 - 2 * exp(-pow(z, 2) / 2) / sqrt(2 * pi()) * abs(z) * list_reduce(
                cast(range(121, 1, -2) as double []),
                lambda rest, odd: 1 + pow(z, 2) / odd * rest,
                1::double
            )
            else 2 * exp(-pow(z, 2) / 2) / sqrt(2 * pi()) / list_reduce(
                cast(range(120, 0, -1) as double []),
                lambda rest, k: abs(z) + k / rest,
                abs(z)
            )
        end as p_value,
        median_slope,
    from statistics
    order by series_id;
