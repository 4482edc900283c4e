-- disclosed.cells: every count of every published table, as it may be shown. The only way out.
-- One row per published table, row and count.
-- Source: the macros disclosed_count and disclosed_status hold the rules, release.policy their
-- thresholds, release.withheld_cells what the audit found can be worked out from its neighbours.
with cells as (
    select
        table_name,
        community_id,
        row_keys,
        measure_name,
        whole_measure_name,
        true_count,
        whole_count,
        breakdown_count,
        group_count,
        event_count,
    from release.cells
),

-- The audit may hold a cell back in more than one of its passes.
withheld_cells as (
    select distinct
        table_name,
        row_keys,
        measure_name,
    from release.withheld_cells
),

policy as (
    select
        smallest_shown_count,
        rounding_base,
        smallest_breakdown_count,
    from release.policy
),

-- A breakdown of too few people is left out altogether: a category that is not there would tell
-- which of the suppressed ones are empty.
large_enough as (
    select
        cells.table_name,
        cells.community_id,
        cells.row_keys,
        cells.measure_name,
        cells.whole_measure_name,
        cells.true_count,
        cells.whole_count,
        coalesce(cells.group_count < policy.smallest_breakdown_count, false)
            as is_of_small_group,
        cells.event_count,
    from cells
    cross join policy
    where
        cells.true_count is not null
        and coalesce(cells.breakdown_count >= policy.smallest_breakdown_count, true)
),

-- What the audit holds back is marked, so that the rules see it.
marked as (
    select
        large_enough.table_name,
        large_enough.community_id,
        large_enough.row_keys,
        large_enough.measure_name,
        large_enough.whole_measure_name,
        large_enough.true_count,
        large_enough.whole_count,
        large_enough.is_of_small_group,
        large_enough.event_count,
        withheld_cells.measure_name is not null as is_withheld,
    from large_enough
    left join withheld_cells
        on
            large_enough.table_name = withheld_cells.table_name
            and large_enough.row_keys = withheld_cells.row_keys
            and large_enough.measure_name = withheld_cells.measure_name
),

-- The rules.
shown as (
    select
        marked.table_name,
        marked.community_id,
        marked.row_keys,
        marked.measure_name,
        marked.whole_measure_name,
        marked.is_of_small_group,
        marked.event_count,
        policy.rounding_base,
        disclosed_count(
            marked.true_count,
            marked.whole_count,
            marked.is_withheld,
            policy.smallest_shown_count,
            policy.rounding_base,
            policy.smallest_breakdown_count
        ) as shown_count,
        disclosed_status(
            marked.true_count,
            marked.whole_count,
            marked.is_withheld,
            policy.smallest_shown_count,
            policy.smallest_breakdown_count
        ) as status,
    from marked
    cross join policy
)

-- What members did is shown, rounded like them, only where they are.
select
    table_name,
    community_id,
    row_keys,
    measure_name,
    whole_measure_name,
    is_of_small_group,
    shown_count,
    status,
    case
        when status in ('ok', 'zero')
            then (rounding_base * round(event_count / rounding_base))::bigint
    end as shown_event_count,
from shown
