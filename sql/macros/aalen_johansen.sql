-- aalen_johansen: share with an event over time where another event can come first.
--
-- Inputs
--     table_name         table with one row per person, columns:
--         group_id       any type: curves are drawn per group
--         duration_days  number, 0 or more: time to the first event of any cause or to the end of
--                        observation; rows without one are left out
--         cause          any type: what happened then ('recovered', 'left', ...); NULL = censored
--     z                  number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     one row per group, cause and distinct time: group_id, cause, duration_days, at_risk_count,
--     event_count (of this cause), cumulative_incidence, standard_error,
--     cumulative_incidence_lower, cumulative_incidence_upper. The limits are NULL before the
--     first event of the cause and where everybody had it. Over all causes the incidences add up to
--     1 less the Kaplan-Meier curve of any event; 1 less the curve of one cause alone overstates.
-- Formula
--     I_k(t) = sum S(t-) d_k / n, S the curve of any event;
--     Var = sum (I(t) - I_i)^2 d / (n (n - d)) + sum S(t-)^2 d_k (n - d_k) / n^3
--     - 2 sum (I(t) - I_i) S(t-) d_k / n^2; limits of type log-log: I^exp(+/- z se / (I |ln I|))
-- Source
--     Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141-150; variance as Marubini
--     and Valsecchi 1995, Analysing Survival Data, chapter 10.
-- Example
--     with people as (
--         select * from (values ('a', 1, 'x'), ('a', 2, 'y'), ('a', 3, null), ('a', 4, 'x'))
--         as t (group_id, duration_days, cause)
--     )
--     select cause, duration_days, at_risk_count, event_count, cumulative_incidence,
--         round(standard_error, 4)
--     from aalen_johansen('people')
--     where event_count > 0
-- Answer
--     ('x', 1, 4, 1, 0.25, 0.2165)
--     ('x', 4, 1, 1, 0.75, 0.2165)
--     ('y', 2, 3, 1, 0.25, 0.2165)
create or replace macro aalen_johansen(table_name, z := 1.959963984540054) as table
    with people as (
        select
            group_id,
            duration_days,
            cause,
        from query_table(table_name)
        where duration_days is not null
    ),

    times as (
        select
            group_id,
            duration_days,
            count(*) as person_count,
            count(cause) as any_event_count,
        from people
        group by group_id, duration_days
    ),

    risk_sets as (
        select
            group_id,
            duration_days,
            any_event_count,
            sum(person_count) over (
                partition by group_id order by duration_days desc
            )::bigint as at_risk_count,
        from times
    ),

    any_event_curves as (
        select
            group_id,
            duration_days,
            any_event_count,
            at_risk_count,
            coalesce(
                product(1 - any_event_count / at_risk_count) over (
                    partition by group_id order by duration_days
                    rows between unbounded preceding and 1 preceding
                ),
                1
            ) as survival_before,
        from risk_sets
    ),

    causes as (
        select distinct
            group_id,
            cause,
        from people
        where cause is not null
    ),

    events as (
        select
            group_id,
            duration_days,
            cause,
            count(*) as event_count,
        from people
        where cause is not null
        group by group_id, duration_days, cause
    ),

    -- Every cause at every time of its group.
    steps as (
        select
            curves.group_id,
            causes.cause,
            curves.duration_days,
            curves.at_risk_count,
            curves.any_event_count,
            coalesce(events.event_count, 0) as event_count,
            curves.survival_before,
        from any_event_curves as curves
        inner join causes on curves.group_id is not distinct from causes.group_id
        left join events
            on
                curves.group_id is not distinct from events.group_id
                and curves.duration_days = events.duration_days
                and causes.cause = events.cause
    ),

    incidences as (
        select
            group_id,
            cause,
            duration_days,
            at_risk_count,
            any_event_count,
            event_count,
            survival_before,
            sum(survival_before * event_count / at_risk_count) over so_far as incidence,
        from steps
        window so_far as (partition by group_id, cause order by duration_days)
    ),

    -- The three sums of the variance, with (I(t) - I_i) multiplied out so that windows can add
    -- them. Where everybody at risk has an event nothing comes after, and the first sum has no part
    -- in it.
    sums as (
        select
            group_id,
            cause,
            duration_days,
            at_risk_count,
            event_count,
            incidence,
            case
                when any_event_count < at_risk_count
                    then
                        any_event_count
                        / (at_risk_count * (at_risk_count - any_event_count)::double)
                else 0
            end as hazard_variance,
            pow(survival_before, 2) * event_count * (at_risk_count - event_count)
            / pow(at_risk_count, 3) as own_variance,
            survival_before * event_count / pow(at_risk_count, 2) as covariance,
        from incidences
    ),

    variances as (
        select
            group_id,
            cause,
            duration_days,
            at_risk_count,
            event_count,
            incidence,
            pow(incidence, 2) * sum(hazard_variance) over so_far
            - 2 * incidence * sum(hazard_variance * incidence) over so_far
            + sum(hazard_variance * pow(incidence, 2)) over so_far
            + sum(own_variance) over so_far
            - 2 * incidence * sum(covariance) over so_far
            + 2 * sum(covariance * incidence) over so_far as variance,
        from sums
        window so_far as (partition by group_id, cause order by duration_days)
    ),

    errors as (
        select
            group_id,
            cause,
            duration_days,
            at_risk_count,
            event_count,
            incidence,
            sqrt(greatest(variance, 0)) as standard_error,
            case when incidence > 0 and incidence < 1 then ln(incidence) end as log_incidence,
        from variances
    )

    select
        group_id,
        cause,
        duration_days,
        at_risk_count,
        event_count,
        incidence as cumulative_incidence,
        standard_error,
        exp(
            log_incidence * exp(z * standard_error / (incidence * abs(log_incidence)))
        ) as cumulative_incidence_lower,
        exp(
            log_incidence * exp(-z * standard_error / (incidence * abs(log_incidence)))
        ) as cumulative_incidence_upper,
    from errors
    order by group_id, cause, duration_days;
