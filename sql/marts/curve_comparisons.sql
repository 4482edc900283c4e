-- marts.curve_comparisons: Whether the curves of the groups of a dimension differ, exactly.
-- One row per community_id, dimension, rule set and curve of which two groups can be compared.
--
-- One test of all groups together, of the programme alone (community_id 'all'): the log-rank test
-- (Mantel 1966; Peto and Peto 1972) by the macro log_rank_test; where leaving competes, Gray's test
-- (Gray 1988) by the macro gray_test, which asks whether the lines that are drawn differ and not
-- the pace among those still there. Compared are groups of 150 members or more with 8 events or
-- more, the least of which a curve is published (the policy is asked again before anything is
-- shown), without those of whom the category is not known. By engagement band time starts at the
-- landmark. The tests take the groups to share nobody; a member of two kinds of community counts in
-- both, which makes a difference harder to find.

with

recovery_times as (
    select * from strata.recovery_times
),

-- The event of each curve; any other ends the watch, or competes with it.
curves as (
    select unnest(
        [
            { 'curve': 'recovery', 'clock': 'recovery', 'event': 'recovered', 'has_rival': false },
            {
                'curve': 'recovery_before_leaving',
                'clock': 'first_of_recovery_and_leaving',
                'event': 'recovered',
                'has_rival': true
            },
            {
                'curve': 'leaving_before_recovery',
                'clock': 'first_of_recovery_and_leaving',
                'event': 'left',
                'has_rival': true
            },
            { 'curve': 'relapse', 'clock': 'relapse', 'event': 'relapsed', 'has_rival': false }
        ],
        recursive := true
    )
),

people as (
    select
        {
            'dimension': recovery_times.dimension,
            'rule_set': recovery_times.rule_set,
            'curve': curves.curve
        } as test_id,
        recovery_times.category as group_id,
        recovery_times.duration_days,
        coalesce(recovery_times.cause = curves.event, false) as is_event,
        coalesce(recovery_times.cause <> curves.event, false) as is_competing,
        curves.has_rival,
    from recovery_times
    inner join curves on recovery_times.clock = curves.clock
    where recovery_times.dimension <> 'all' and recovery_times.category <> 'unknown'
),

large_enough as (
    select
        people.test_id,
        people.group_id,
    from people
    group by people.test_id, people.group_id
    having count(*) >= 150 and count(*) filter (where people.is_event) >= 8
),

compared_people as (
    select people.*
    from people
    inner join large_enough
        on people.test_id = large_enough.test_id and people.group_id = large_enough.group_id
),

without_rival as (  -- noqa: ST03
    select * from compared_people
    where not has_rival
),

with_rival as (  -- noqa: ST03
    select * from compared_people
    where has_rival
),

tested as (
    select * from log_rank_test('without_rival')
    union all
    select * from gray_test('with_rival')
)

select
    'all' as community_id,
    tested.test_id.dimension,
    tested.test_id.rule_set,
    tested.test_id.curve,
    string_agg(tested.group_id, ', ' order by tested.group_id) as compared_categories,
    min(tested.person_count) as smallest_group_count,
    min(tested.observed_count) as smallest_event_count,
    any_value(tested.chi_square) as chi_square,
    any_value(tested.degrees_of_freedom) as degrees_of_freedom,
    any_value(tested.p_value) as p_value,
from tested
group by tested.test_id
having count(*) >= 2
