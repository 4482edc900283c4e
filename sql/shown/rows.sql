-- shown.rows: the counts of each row as they may be shown, side by side, each with its rate.
-- One row per published table and row of it.
-- counts holds, by the name of each count: shown_count, status, shown_event_count, and rate, the
-- share it makes of the count that it is a part of (rate, lower, upper, status), by the macro
-- published_proportion from the two shown counts alone. A count that is missing here is not defined
-- for the row.
-- A row of a group of fewer than 20 members stands here only where one of its wholes is shown: that
-- it is there would tell that one of those few was active, scored or ill in that month or window,
-- and that it is not, that none of them was.
with cells as (
    select
        table_name,
        row_keys,
        measure_name,
        whole_measure_name,
        shown_count,
        status,
        shown_event_count,
    from disclosed.cells
    qualify
        not is_of_small_group
        or bool_or(whole_measure_name is null and status = 'ok')
            over (partition by table_name, row_keys)
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        smallest_breakdown_count,
        rounding_slack,
        largest_hidden_count,
    from release.policy
),

-- A whole that may be below the smallest breakdown may hide a part of 0 or all: then the range of
-- a suppressed part is not given.
parts as (
    select
        cells.table_name,
        cells.row_keys,
        cells.measure_name,
        cells.shown_count,
        cells.status,
        cells.shown_event_count,
        wholes.shown_count as whole_shown_count,
        case
            when
                cells.status = 'suppressed'
                and wholes.shown_count - policy.rounding_slack < policy.smallest_breakdown_count
                then 'suppressed'
            else wholes.status
        end as whole_status,
    from cells
    cross join policy
    left join cells as wholes
        on
            cells.table_name = wholes.table_name
            and cells.row_keys = wholes.row_keys
            and cells.whole_measure_name = wholes.measure_name
),

rated as (
    select
        parts.table_name,
        parts.row_keys,
        parts.measure_name,
        parts.shown_count,
        parts.status,
        parts.shown_event_count,
        published_proportion(
            parts.shown_count,
            parts.whole_shown_count,
            parts.status,
            parts.whole_status,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as rate,
    from parts
    cross join policy
)

select
    table_name,
    row_keys,
    map(
        list(measure_name order by measure_name),
        list(
            {
                'shown_count': shown_count,
                'status': status,
                'shown_event_count': shown_event_count,
                'rate': rate
            }
            order by measure_name
        )
    ) as counts,
from rated
group by table_name, row_keys
