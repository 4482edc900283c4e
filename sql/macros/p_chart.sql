-- p_chart: statistical process control for a proportion with changing denominators.
--
-- Inputs
--     table_name             table with one row per series and period, columns:
--         series_id          any type: the indicator, the community
--         period             any type that sorts: the month
--         numerator_count    number, 0 to denominator_count: people with the outcome
--         denominator_count  number: people counted; rows of 0 or NULL are left out
--     z                      number: width of the limits in standard errors, 3
--     smallest_count         number: fewer points give trial limits, 13
--     overdispersion         'ignored': limits of chance alone; 'allowed_for': Laney's, wider or
--                            narrower by sigma_z; 'where_shown': Laney's where sigma_z is larger
--                            than chance explains
-- Outputs
--     one row per series and period with a denominator: series_id, period, numerator_count,
--     denominator_count, rate, centre, lower_limit, upper_limit (0 to 1), is_outside_limits,
--     is_part_of_trend, is_near_limit, is_part_of_shift, has_signal (any of the four), is_trial,
--     sigma_z (by how much more the points spread than chance explains; NULL for a single point or
--     where nobody or everybody has the outcome), is_adjusted (whether the limits are Laney's)
-- Formula
--     centre = sum of numerators / sum of denominators; limits centre -/+ 3 sqrt(centre (1 -
--     centre) / n), cut to 0 and 1, each with the n of its own month. Every point of a pattern is
--     marked: outside limits; trend: 7 points each above (or each below) the one before; near
--     limit: 2 of 3 points beyond two thirds of the uncut limits, on one side; shift: 7 points on
--     one side of the centre.
--     sigma_z = mean |z_i - z_(i-1)| / 1.128, z being how far a rate lies from the centre in
--     standard errors, sqrt(centre (1 - centre) / n); Laney's limits are sigma_z times as far from
--     the centre. It rests on successive periods, so that a shift or a trend hardly widens them. It
--     is larger than chance explains above 1 + 1.8 / sqrt(points - 1), some two of its standard
--     errors (.9 / sqrt(points - 1): three charts in a hundred are beyond that by chance).
-- Source
--     Montgomery, Introduction to Statistical Quality Control, chapter 7; rules as in `xmr_chart`.
--     Laney 2002, Quality Engineering 14:531-537; Mohammed et al. 2013, BMJ Quality and Safety
--     22:362-368. The standard error of sigma_z was simulated (points 8 to 60).
-- Example
--     with months as (
--         select * from (values ('a', 1, 10, 100), ('a', 2, 20, 100), ('a', 3, 90, 200))
--         as t (series_id, period, numerator_count, denominator_count)
--     )
--     select period, rate, centre, round(lower_limit, 4), round(upper_limit, 4), is_outside_limits
--     from p_chart('months')
-- Answer
--     (1, 0.1, 0.3, 0.1625, 0.4375, True)
--     (2, 0.2, 0.3, 0.1625, 0.4375, False)
--     (3, 0.45, 0.3, 0.2028, 0.3972, True)
create or replace macro p_chart(
    table_name, z := 3, smallest_count := 13, overdispersion := 'ignored'
) as table
    with points as (
        select
            series_id,
            period,
            numerator_count,
            denominator_count,
            numerator_count::double / denominator_count as rate,
        from query_table(table_name)
        where denominator_count > 0 and numerator_count is not null
    ),

    centred as (
        select
            series_id,
            period,
            numerator_count,
            denominator_count,
            rate,
            sum(numerator_count::double) over (partition by series_id)
            / sum(denominator_count::double) over (partition by series_id) as centre,
            count(*) over (partition by series_id) as point_count,
            sign(rate - lag(rate) over (partition by series_id order by period)) as direction,
        from points
    ),

    -- A rate that equals the centre but for the last binary digit lies on it.
    placed as (
        select
            series_id,
            period,
            numerator_count,
            denominator_count,
            rate,
            centre,
            point_count,
            direction,
            sqrt(centre * (1 - centre) / denominator_count) as standard_error,
            case when abs(rate - centre) <= 1e-12 then 0 else rate - centre end as deviation,
        from centred
    ),

    -- From one point to the next, in standard errors.
    stepped as (
        select
            *,
            abs(
                deviation / nullif(standard_error, 0)
                - lag(deviation / nullif(standard_error, 0))
                    over (partition by series_id order by period)
            ) as step_size,
        from placed
    ),

    spread as (
        select
            *,
            avg(step_size) over (partition by series_id) / 1.128 as sigma_z,
        from stepped
    ),

    limited as (
        select
            *,
            coalesce(
                case overdispersion
                    when 'allowed_for' then sigma_z is not null
                    when 'where_shown' then sigma_z > 1 + 1.8 / sqrt(point_count - 1)
                end,
                false
            ) as is_adjusted,
            z * standard_error * case when is_adjusted then sigma_z else 1 end as reach,
        from spread
    ),

    -- Whether a pattern ends at this point.
    patterns as (
        select
            series_id,
            period,
            numerator_count,
            denominator_count,
            rate,
            centre,
            point_count,
            reach,
            sigma_z,
            is_adjusted,
            abs(deviation) > reach as is_outside_limits,
            coalesce(abs(sum(direction) over six_steps) = 6, false) as ends_trend,
            coalesce(abs(sum(sign(deviation)) over seven_points) = 7, false) as ends_shift,
            case
                when deviation > reach * 2 / 3 then 1
                when -deviation > reach * 2 / 3 then -1
                else 0
            end as side,
        from limited
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
            numerator_count,
            denominator_count,
            rate,
            centre,
            point_count,
            reach,
            sigma_z,
            is_adjusted,
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
        numerator_count,
        denominator_count,
        rate,
        centre,
        greatest(centre - reach, 0) as lower_limit,
        least(centre + reach, 1) as upper_limit,
        is_outside_limits,
        is_part_of_trend,
        is_near_limit,
        is_part_of_shift,
        is_outside_limits or is_part_of_trend or is_near_limit or is_part_of_shift as has_signal,
        point_count < smallest_count as is_trial,
        sigma_z,
        is_adjusted,
    from marked
    order by series_id, period;
