-- kaplan_meier: share still without the event over time, with Greenwood's error.
--
-- Inputs
--     table_name         table with one row per person, columns:
--         group_id       any type: curves are drawn per group (one value for a single curve)
--         duration_days  number, 0 or more: time to the event or to the end of observation, in any
--                        unit; rows without one are left out
--         is_event       boolean: did the event happen then; false and NULL = censored
--     z                  number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     one row per group and distinct time: group_id, duration_days, at_risk_count, event_count,
--     censored_count, survival_rate, standard_error, survival_rate_lower, survival_rate_upper.
--     Who is censored at a time at which others have the event was still at risk then. Standard
--     error and limits are NULL once nobody is left; limits also before the first event.
-- Formula
--     S = product of (1 - d / n); Var = S^2 sum d / (n (n - d)) (Greenwood);
--     limits of type log-log: S^exp(-/+ z se / (S |ln S|)), which never leave 0 to 1.
--     The share WITH the event is 1 - S; where another event can come first use `aalen_johansen`.
-- Source
--     Kaplan and Meier 1958, JASA 53:457-481; Kalbfleisch and Prentice 2002, chapter 1.
-- Example
--     with people as (
--         select * from (values ('a', 6, true), ('a', 6, false), ('a', 7, true), ('a', 9, false))
--         as t (group_id, duration_days, is_event)
--     )
--     select duration_days, at_risk_count, event_count, survival_rate, round(standard_error, 4),
--         round(survival_rate_lower, 4)
--     from kaplan_meier('people')
-- Answer
--     (6, 4, 1, 0.75, 0.2165, 0.1279)
--     (7, 2, 1, 0.375, 0.2864, 0.011)
--     (9, 1, 0, 0.375, 0.2864, 0.011)
create or replace macro kaplan_meier(table_name, z := 1.959963984540054) as table
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
            event_count,
            person_count - event_count as censored_count,
            sum(person_count) over (
                partition by group_id order by duration_days desc
            )::bigint as at_risk_count,
        from times
    ),

    curves as (
        select
            group_id,
            duration_days,
            at_risk_count,
            event_count,
            censored_count,
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

    -- The last to leave by the event takes the curve to 0, where no error can be stated.
    errors as (
        select
            group_id,
            duration_days,
            at_risk_count,
            event_count,
            censored_count,
            survival_rate,
            case when survival_rate > 0 then sqrt(relative_variance) end as relative_error,
            case
                when survival_rate > 0 and survival_rate < 1 then ln(survival_rate)
            end as log_survival,
        from curves
    )

    select
        group_id,
        duration_days,
        at_risk_count,
        event_count,
        censored_count,
        survival_rate,
        survival_rate * relative_error as standard_error,
        exp(log_survival * exp(z * relative_error / abs(log_survival))) as survival_rate_lower,
        exp(log_survival * exp(-z * relative_error / abs(log_survival))) as survival_rate_upper,
    from errors
    order by group_id, duration_days;
