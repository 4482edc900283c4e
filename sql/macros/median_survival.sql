-- median_survival: when half have had the event, by the Kaplan-Meier curve.
--
-- Inputs
--     table_name         table with one row per person, columns as `kaplan_meier`:
--         group_id       any type
--         duration_days  number, 0 or more; rows without one are left out
--         is_event       boolean; false and NULL = censored
--     z                  number: quantile of the normal distribution, 1.959963984540054 for 95 %
--     quantile           number, 0 to 1: share with the event, 0.5 = the median
-- Outputs
--     one row per group: group_id, person_count, event_count, median_days (the first time at which
--     the curve is at or below a half; NULL = not reached), median_days_lower, median_days_upper
--     (the same for the lower and the upper log-log limit; NULL = not reached)
-- Formula
--     inf{t: S(t) <= 1 - quantile}
-- Source
--     Brookmeyer and Crowley 1982, Biometrics 38:29-41. Where the curve runs level at exactly a
--     half some programs give the middle of that stretch; this is its beginning.
-- Example
--     with people as (
--         select 'a' as group_id, unnest([1, 2, 3, 4, 5, 6]) as duration_days, true as is_event
--     )
--     select person_count, event_count, median_days, median_days_lower, median_days_upper
--     from median_survival('people')
-- Answer
--     (6, 6, 3, 1, None)
create or replace macro median_survival(
    table_name,
    z := 1.959963984540054,
    quantile := 0.5
) as table
    with people as (
        select
            group_id,
            duration_days,
            coalesce(is_event, false) as is_event,
        from query_table(table_name)
        where duration_days is not null
    ),

    times as (
        select
            group_id,
            duration_days,
            count(*) as person_count,
            count(*) filter (where is_event) as event_count,
        from people
        group by group_id, duration_days
    ),

    risk_sets as (
        select
            group_id,
            duration_days,
            person_count,
            event_count,
            sum(person_count) over (
                partition by group_id order by duration_days desc
            )::bigint as at_risk_count,
        from times
    ),

    curves as (
        select
            group_id,
            duration_days,
            person_count,
            event_count,
            product(1 - event_count / at_risk_count) over (
                partition by group_id order by duration_days
            ) as survival_rate,
            sum(
                case
                    when event_count < at_risk_count
                        then event_count / (at_risk_count * (at_risk_count - event_count)::double)
                end
            ) over (partition by group_id order by duration_days) as relative_variance,
        from risk_sets
    ),

    limits as (
        select
            group_id,
            duration_days,
            person_count,
            event_count,
            survival_rate,
            case
                when survival_rate = 0 then 0
                when survival_rate < 1
                    then
                        exp(
                            ln(survival_rate)
                            * exp(z * sqrt(relative_variance) / abs(ln(survival_rate)))
                        )
            end as survival_rate_lower,
            case
                when survival_rate = 0 then 0
                when survival_rate < 1
                    then
                        exp(
                            ln(survival_rate)
                            * exp(-z * sqrt(relative_variance) / abs(ln(survival_rate)))
                        )
            end as survival_rate_upper,
        from curves
    )

    -- The dust of binary fractions must not carry a curve past a half that it just reaches.
    select
        group_id,
        sum(person_count)::bigint as person_count,
        sum(event_count)::bigint as event_count,
        min(duration_days) filter (where survival_rate <= 1 - quantile + 1e-12) as median_days,
        min(duration_days) filter (
            where survival_rate_lower <= 1 - quantile + 1e-12
        ) as median_days_lower,
        min(duration_days) filter (
            where survival_rate > 0 and survival_rate_upper <= 1 - quantile + 1e-12
        ) as median_days_upper,
    from limits
    group by group_id
    order by group_id;
