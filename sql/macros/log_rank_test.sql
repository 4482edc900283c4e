-- log_rank_test: do survival curves differ.
--
-- Inputs
--     table_name         table with one row per person, columns as `kaplan_meier`:
--         group_id       any type that sorts, not NULL: two groups or more are compared
--         duration_days  number, 0 or more; rows without one are left out
--         is_event       boolean; false and NULL = censored
--         test_id        any type, not NULL; may be missing: several tests at once, each of the
--                        groups that bear its name
-- Outputs
--     one row per group: group_id, person_count, observed_count (events), expected_count (had all
--     groups one curve), and on every row chi_square, degrees_of_freedom and p_value of the test of
--     all groups together; NULL with a single group or without events
-- Formula
--     at each time with d events among n at risk, n_i of them in group i: E_i = d n_i / n,
--     V_ij = d (n - d) / (n - 1) n_i / n ((i = j) - n_j / n); chi-square = U' V^-1 U with
--     U = O - E over all groups but the last (solved by elimination)
-- Source
--     Mantel 1966, Cancer Chemotherapy Reports 50:163-170; Peto and Peto 1972, JRSS A 135:185-207.
-- Example
--     with people as (
--         select * from (values
--             ('a', 1, true), ('a', 2, true), ('a', 3, false),
--             ('b', 4, true), ('b', 5, true), ('b', 6, true))
--         as t (group_id, duration_days, is_event)
--     )
--     select group_id, observed_count, round(expected_count, 4), round(chi_square, 4),
--         round(p_value, 4)
--     from log_rank_test('people')
-- Answer
--     ('a', 2, 0.9, 2.4694, 0.1161)
--     ('b', 3, 4.1, 2.4694, 0.1161)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro log_rank_test(table_name) as table
    with people as (
        select
            named.test_id,
            named.group_id,
            named.duration_days,
            coalesce(named.is_event, false) as is_event,
        -- A name that the table does not have is looked for outside it: then there is one test.
        from (select 0 as test_id) as single
        cross join lateral (
            select test_id, group_id, duration_days, is_event from query_table(table_name)
        ) as named
        where named.duration_days is not null and named.group_id is not null
    ),

    groups_numbered as (
        select
            test_id,
            group_id,
            row_number() over (partition by test_id order by group_id) as place,
            count(*) over (partition by test_id) as group_count,
            person_count,
            observed_count,
        from (
            select
                test_id,
                group_id,
                count(*) as person_count,
                count(*) filter (where is_event) as observed_count,
            from people
            group by test_id, group_id
        ) as counted
    ),

    leavers as (
        select
            test_id,
            group_id,
            duration_days,
            count(*) as person_count,
            count(*) filter (where is_event) as event_count,
        from people
        group by test_id, group_id, duration_days
    ),

    times as (
        select
            test_id,
            duration_days,
            sum(event_count)::double as events,
            sum(sum(person_count)) over (
                partition by test_id order by duration_days desc
            )::double as at_risk,
        from leavers
        group by test_id, duration_days
    ),

    -- Every group at every time, also after its last member has gone.
    risk_sets as (
        select
            times.test_id,
            times.duration_days,
            times.events,
            times.at_risk,
            groups_numbered.place,
            sum(coalesce(leavers.person_count, 0)) over (
                partition by times.test_id, groups_numbered.place
                order by times.duration_days desc
            )::double as group_at_risk,
        from times
        inner join groups_numbered on times.test_id = groups_numbered.test_id
        left join leavers
            on
                groups_numbered.test_id = leavers.test_id
                and groups_numbered.group_id = leavers.group_id
                and times.duration_days = leavers.duration_days
    ),

    grid as (
        select
            test_id,
            duration_days,
            events,
            at_risk,
            place,
            group_at_risk,
        from risk_sets
        where events > 0
    ),

    expectations as (
        select
            test_id,
            place,
            sum(events * group_at_risk / at_risk) as expected_count,
        from grid
        group by test_id, place
    ),

    covariances as (
        select
            a.test_id,
            a.place as row_place,
            b.place as column_place,
            sum(
                case
                    when a.at_risk > 1
                        then
                            a.events * (a.at_risk - a.events) / (a.at_risk - 1)
                            * a.group_at_risk / a.at_risk
                            * ((a.place = b.place)::int - b.group_at_risk / a.at_risk)
                    else 0
                end
            ) as covariance,
        from grid as a
        inner join grid as b on a.test_id = b.test_id and a.duration_days = b.duration_days
        group by a.test_id, a.place, b.place
    ),

    -- One row per group but the last: its covariances with those groups, and at the end U.
    matrix_rows as (
        select
            covariances.test_id,
            covariances.row_place,
            list_append(
                list(covariances.covariance order by covariances.column_place),
                any_value(groups_numbered.observed_count - expectations.expected_count)
            ) as entries,
        from covariances
        inner join groups_numbered
            on
                covariances.test_id = groups_numbered.test_id
                and covariances.row_place = groups_numbered.place
        inner join expectations
            on
                covariances.test_id = expectations.test_id
                and covariances.row_place = expectations.place
        where
            covariances.row_place < groups_numbered.group_count
            and covariances.column_place < groups_numbered.group_count
        group by covariances.test_id, covariances.row_place
    ),

    matrix as (
        select
            test_id,
            list(entries order by row_place) as entries,
            count(*) as size,
        from matrix_rows
        group by test_id
    ),

    -- Elimination: each step takes one group out and adds its share to the statistic.
    elimination as (
        select
            test_id,
            size,
            list_reduce(
                range(1, size + 1),
                lambda state, step: {
                    'entries': list_transform(
                        state.entries[2:],
                        lambda line: list_transform(
                            range(2, len(line) + 1),
                            lambda k: line[k]
                                - case
                                    when state.entries[1][1] > 1e-12
                                        then line[1] * state.entries[1][k] / state.entries[1][1]
                                    else 0
                                end
                        )
                    ),
                    'chi_square': state.chi_square + case
                        when state.entries[1][1] > 1e-12
                            then
                                pow(state.entries[1][len(state.entries[1])], 2)
                                / state.entries[1][1]
                        else 0
                    end
                },
                {'entries': entries, 'chi_square': 0::double}
            ).chi_square as chi_square,
        from matrix
    ),

    -- The upper tail of the chi-square distribution, Q(df / 2, chi-square / 2): one less a power
    -- series below its middle, a continued fraction (Legendre) above it.
    tested as (
        select
            test_id,
            size,
            chi_square,
            case
                when chi_square = 0 then 1
                when chi_square / 2 < size / 2 + 1
                    then 1 - exp(
                        size / 2 * ln(chi_square / 2) - chi_square / 2 - lgamma(size / 2 + 1)
                    ) * list_reduce(
                        cast(range(200, 0, -1) as double []),
                        lambda rest, k: 1 + chi_square / 2 / (size / 2 + k) * rest,
                        1::double
                    )
                else exp(
                    size / 2 * ln(chi_square / 2) - chi_square / 2 - lgamma(size / 2)
                ) / list_reduce(
                    cast(range(200, 0, -1) as double []),
                    lambda rest, k: chi_square / 2 + 2 * k - 1 - size / 2
                        - k * (k - size / 2) / rest,
                    chi_square / 2 + 401 - size / 2
                )
            end as p_value,
        from elimination
    )

    select
        groups_numbered.group_id,
        groups_numbered.person_count,
        groups_numbered.observed_count,
        expectations.expected_count,
        tested.chi_square,
        tested.size as degrees_of_freedom,
        tested.p_value,
        groups_numbered.test_id,
    from groups_numbered
    left join expectations
        on
            groups_numbered.test_id = expectations.test_id
            and groups_numbered.place = expectations.place
    left join tested on groups_numbered.test_id = tested.test_id
    order by groups_numbered.test_id, groups_numbered.group_id;
