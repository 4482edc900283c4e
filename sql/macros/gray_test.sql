-- gray_test: do cumulative incidences differ where another event can come first.
--
-- Inputs
--     table_name         table with one row per person, columns:
--         group_id       any type that sorts, not NULL: two groups or more are compared
--         duration_days  number, 0 or more: time to the first event of any kind or to the end of
--                        observation; rows without one are left out
--         is_event       boolean: the event in question happened then
--         is_competing   boolean: another event came first; neither = censored
--         test_id        any type, not NULL; may be missing: several tests at once, each of the
--                        groups that bear its name
-- Outputs
--     one row per group: group_id, person_count, observed_count (events), expected_count (had all
--     groups one cumulative incidence), and on every row chi_square, degrees_of_freedom and p_value
--     of the test of all groups together; NULL with a single group or without events
-- Formula
--     at each time, in group r: Y at risk, d1 events, d2 competing ones, S the curve of any event
--     and F the cumulative incidence before it; w = Y / S, R = w (1 - F), W = sum of w, D = sum of
--     d1, F0 = the pooled incidence, which grows by D / W. U_k = sum of d1_k - D R_k / sum of R.
--     a_kr = w_r ((k = r) - w_k / W); b_kr(t) = sum over later times of a_kr D / (W (1 - F0)).
--     V_kl = sum over times and groups r of
--         (a_kr - b_kr q_r) (a_lr - b_lr q_r) (S / Y) (D / W) (1 - (D - 1) / (W S - 1))
--         + b_kr b_lr (p_r S / Y)^2 d2 (1 - (d2 - 1) / (Y - 1)),
--     F0 and S after the time in p_r = (1 - F0) / S and q_r = p_r - 1. The last factors allow for
--     ties, 0 at least. Chi-square = U' V^-1 U over all groups but the last, by elimination.
-- Source
--     Gray 1988, Annals of Statistics 16:1141-1154, with rho = 0; ties as in his package cmprsk.
-- Example
--     with people as (
--         select * from (values
--             ('a', 1, true, false), ('a', 2, false, true), ('a', 3, true, false),
--             ('b', 4, false, true), ('b', 5, true, false), ('b', 6, false, false))
--         as t (group_id, duration_days, is_event, is_competing)
--     )
--     select group_id, observed_count, round(expected_count, 4), round(chi_square, 4),
--         round(p_value, 4)
--     from gray_test('people')
-- Answer
--     ('a', 2, 0.9, 2.1654, 0.1411)
--     ('b', 1, 2.1, 2.1654, 0.1411)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro gray_test(table_name) as table
    with people as (
        select
            named.test_id,
            named.group_id,
            named.duration_days,
            coalesce(named.is_event, false) as is_event,
            coalesce(named.is_competing, false) and not coalesce(named.is_event, false)
                as is_competing,
        -- A name that the table does not have is looked for outside it: then there is one test.
        from (select 0 as test_id) as single
        cross join lateral (
            select
                test_id,
                group_id,
                duration_days,
                is_event,
                is_competing,
            from query_table(table_name)
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
            count(*) filter (where is_competing) as competing_count,
        from people
        group by test_id, group_id, duration_days
    ),

    times as (
        select
            test_id,
            duration_days,
            sum(event_count + competing_count) as any_event_count,
        from leavers
        group by test_id, duration_days
    ),

    -- Every group at every time, also after its last member has gone.
    risk_sets as (
        select
            times.test_id,
            times.duration_days,
            times.any_event_count,
            groups_numbered.place,
            coalesce(leavers.event_count, 0)::double as events,
            coalesce(leavers.competing_count, 0)::double as competing,
            sum(coalesce(leavers.person_count, 0)) over (
                partition by times.test_id, groups_numbered.place
                order by times.duration_days desc
            )::double as at_risk,
        from times
        inner join groups_numbered on times.test_id = groups_numbered.test_id
        left join leavers
            on
                groups_numbered.test_id = leavers.test_id
                and groups_numbered.group_id = leavers.group_id
                and times.duration_days = leavers.duration_days
    ),

    -- The curve of any event of each group, before and after each time.
    curves as (
        select
            *,
            coalesce(product(still) over before, 1) as survival_before,
            product(still) over until as survival_after,
        from (
            select
                *,
                case when at_risk > 0 then 1 - (events + competing) / at_risk else 1 end as still,
            from risk_sets
            where any_event_count > 0
        ) as stepped
        window
            before as (
                partition by test_id, place order by duration_days
                rows between unbounded preceding and 1 preceding
            ),
            until as (partition by test_id, place order by duration_days)
    ),

    incidences as (
        select
            *,
            case when at_risk > 0 then at_risk / survival_before else 0 end as weight,
            coalesce(
                sum(case when at_risk > 0 then survival_before * events / at_risk else 0 end) over (
                    partition by test_id, place order by duration_days
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) as incidence_before,
        from curves
    ),

    weighed as (
        select
            *,
            weight * (1 - incidence_before) as exposed,
            sum(weight) over at_the_time as all_weight,
            sum(weight * (1 - incidence_before)) over at_the_time as all_exposed,
            sum(events) over at_the_time as all_events,
        from incidences
        window at_the_time as (partition by test_id, duration_days)
    ),

    pooled as (
        select
            *,
            sum(all_events / all_weight) over until as pooled_after,
            sum(all_events / all_weight) over until - all_events / all_weight as pooled_before,
        from weighed
        window until as (partition by test_id, place order by duration_days)
    ),

    expectations as (
        select
            test_id,
            place,
            sum(case when all_events > 0 then all_events * exposed / all_exposed else 0 end)
                as expected_count,
        from pooled
        group by test_id, place
    ),

    -- Of each time and group r what it adds to the score of each group k (`column_place`).
    shares as (
        select
            one.test_id,
            one.duration_days,
            one.place,
            other.place as column_place,
            one.weight * ((one.place = other.place)::int - other.weight / one.all_weight) as share,
        from pooled as one
        inner join pooled as other
            on one.test_id = other.test_id and one.duration_days = other.duration_days
    ),

    parts as (
        select
            shares.test_id,
            shares.duration_days,
            shares.place,
            shares.column_place,
            shares.share,
            pooled.* exclude (test_id, duration_days, place),
            coalesce(
                sum(
                    shares.share * pooled.all_events
                    / (pooled.all_weight * (1 - pooled.pooled_before))
                ) over (
                    partition by shares.test_id, shares.place, shares.column_place
                    order by shares.duration_days desc
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) as later_share,
        from shares
        inner join pooled
            on
                shares.test_id = pooled.test_id
                and shares.duration_days = pooled.duration_days
                and shares.place = pooled.place
    ),

    -- Whom a group has lost altogether adds nothing later: the ratio does not matter then.
    ratios as (
        select
            *,
            case when survival_after > 0 then (1 - pooled_after) / survival_after else 0 end
                as ratio,
        from parts
        where at_risk > 0
    ),

    deviations as (
        select
            test_id,
            duration_days,
            place,
            column_place,
            (share - later_share * (ratio - 1)) * sqrt(
                survival_before / at_risk * all_events / all_weight * case
                    when all_events > 1 and all_weight * survival_before > all_events
                        then 1 - (all_events - 1) / (all_weight * survival_before - 1)
                    when all_events > 1 then 0
                    else 1
                end
            ) as of_events,
            later_share * ratio * survival_before / at_risk * sqrt(
                competing * case
                    when competing > 1 then 1 - (competing - 1) / (at_risk - 1) else 1
                end
            ) as of_competing,
        from ratios
    ),

    covariances as (
        select
            a.test_id,
            a.column_place as row_place,
            b.column_place,
            sum(a.of_events * b.of_events + a.of_competing * b.of_competing) as covariance,
        from deviations as a
        inner join deviations as b
            on
                a.test_id = b.test_id
                and a.duration_days = b.duration_days
                and a.place = b.place
        group by a.test_id, a.column_place, b.column_place
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
