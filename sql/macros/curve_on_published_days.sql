-- curve_on_published_days: a survival or incidence curve at the days at which it may be published.
--
-- Inputs
--     table_name           table with the exact curves, one row per group and distinct time,
--     columns
--                          as `kaplan_meier` or `aalen_johansen` give them, renamed where needed:
--         group_id         any type
--         duration_days    number: days since the start
--         at_risk_count    number: people at risk just before
--         event_count      number: events then
--         rate             number, 0 to 1: the curve from this time on
--         rate_lower, rate_upper  numbers: its limits
--     start_rate           number: the curve before the first time: 1 for survival, 0 for incidence
--     published_days       list of days, upwards
--     smallest_group, smallest_at_risk, smallest_events
--     coarse_step, fine_step, smallest_fine_n   the grid for groups of 150 to 299, and from 300
--     rounding_base        whole number: to the nearest of which people at risk are counted
-- Outputs
--     one row per group and day that may be shown: group_id, previous_day (the day shown before;
--     the interval between is the grid of a median), published_day, at_risk_count (to the nearest
--     5), rate (to the nearest step), rate_lower, rate_upper (outward to the next step). Nothing
--     for groups below 150, and no day with fewer than 20 at risk.
-- Formula
--     a day is shown once 0 or at least 8 events lie between it and the last day shown; else its
--     interval is merged with the next. Step 0.02 for groups of 150-299, 0.01 from 300.
-- Source
--     Rebond's disclosure policy.
-- Example
--     with curves as (
--         select * from (values
--             ('a', 10, 400, 4, 0.99, 0.97, 1.0),
--             ('a', 40, 390, 39, 0.891, 0.86, 0.918),
--             ('a', 70, 300, 3, 0.882, 0.85, 0.91),
--             ('a', 95, 200, 20, 0.794, 0.75, 0.83))
--         as t (group_id, duration_days, at_risk_count, event_count, rate, rate_lower, rate_upper)
--     )
--     select previous_day, published_day, at_risk_count, rate, rate_lower, rate_upper
--     from curve_on_published_days('curves', published_days := [0, 30, 60, 90, 95])
-- Answer
--     (None, 0, 400, 1.0, None, None)
--     (0, 60, 300, 0.89, 0.86, 0.92)
--     (60, 95, 200, 0.79, 0.75, 0.83)

-- The linter takes a macro's parameters for columns without a table:
-- noqa: disable=RF02,RF03
create or replace macro curve_on_published_days(
    table_name,
    start_rate := 1,
    published_days := [0, 30, 60, 90, 120, 180, 270, 365, 545, 730],
    smallest_group := 150,
    smallest_at_risk := 20,
    smallest_events := 8,
    coarse_step := 0.02,
    fine_step := 0.01,
    smallest_fine_n := 300,
    rounding_base := 5
) as table
    with recursive curves as (
        select
            group_id,
            duration_days,
            at_risk_count,
            event_count,
            rate,
            rate_lower,
            rate_upper,
        from query_table(table_name)
    ),

    sizes as (
        select
            group_id,
            max(at_risk_count) as person_count,
            case
                when max(at_risk_count) >= smallest_fine_n then fine_step else coarse_step
            end::double as step,
        from curves
        group by group_id
        having max(at_risk_count) >= smallest_group
    ),

    days as (
        select
            unnest(published_days) as published_day,
            generate_subscripts(published_days, 1) as place,
    ),

    -- The curve at each day, and the events up to it.
    readings as (
        select
            sizes.group_id,
            sizes.step,
            days.place,
            days.published_day,
            coalesce(
                max(curves.at_risk_count) filter (
                    where curves.duration_days >= days.published_day
                ),
                0
            ) as at_risk_count,
            coalesce(
                sum(curves.event_count) filter (
                    where curves.duration_days <= days.published_day
                ),
                0
            ) as events_so_far,
            arg_max(
                {
                    'rate': curves.rate::double,
                    'lower': curves.rate_lower::double,
                    'upper': curves.rate_upper::double
                },
                curves.duration_days
            ) filter (where curves.duration_days <= days.published_day) as reading,
        from sizes
        cross join days
        inner join curves on sizes.group_id is not distinct from curves.group_id
        group by sizes.group_id, sizes.step, days.place, days.published_day
    ),

    -- From day to day: is it shown, which day was shown last, and how many events lay before that.
    walk as (
        select
            readings.group_id,
            readings.place,
            null::bigint as previous_day,
            readings.published_day,
            (readings.events_so_far = 0 or readings.events_so_far >= smallest_events)
            and readings.at_risk_count >= smallest_at_risk as is_shown,
            readings.events_so_far,
            0 as events_shown,
        from readings
        where readings.place = 1
        union all
        select
            readings.group_id,
            readings.place,
            case
                when walk.is_shown then walk.published_day else walk.previous_day
            end as previous_day,
            readings.published_day,
            (
                readings.events_so_far
                = case when walk.is_shown then walk.events_so_far else walk.events_shown end
                or readings.events_so_far
                - case when walk.is_shown then walk.events_so_far else walk.events_shown end
                >= smallest_events
            )
            and readings.at_risk_count >= smallest_at_risk as is_shown,
            readings.events_so_far,
            case
                when walk.is_shown then walk.events_so_far else walk.events_shown
            end as events_shown,
        from walk
        inner join readings
            on
                walk.group_id is not distinct from readings.group_id
                and walk.place + 1 = readings.place
    )

    -- A millionth of a step is forgiven, so that a limit that lies on the grid stays there; the
    -- outer rounding removes the dust of binary fractions.
    select
        walk.group_id,
        walk.previous_day,
        walk.published_day,
        (rounding_base * round(readings.at_risk_count / rounding_base))::bigint as at_risk_count,
        round(
            round(coalesce(readings.reading.rate, start_rate) / readings.step) * readings.step, 9
        ) as rate,
        round(
            floor(readings.reading.lower / readings.step + 1e-6) * readings.step, 9
        ) as rate_lower,
        round(
            ceil(readings.reading.upper / readings.step - 1e-6) * readings.step, 9
        ) as rate_upper,
    from walk
    inner join readings
        on walk.group_id is not distinct from readings.group_id and walk.place = readings.place
    where walk.is_shown
    order by walk.group_id, walk.published_day;
