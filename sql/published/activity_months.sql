-- published.activity_months: who was active, who contributed and who was new, month by month.
-- One row per community, dimension, category and month.
-- contribution_count counts what members wrote; it is shown only where its authors are enough.
with released_months as (
    select
        community_id,
        dimension,
        category,
        month,
        as_of,
        [community_id, dimension, category, month::varchar] as row_keys,
    from released.activity_months
),

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
        shown_event_count,
    from disclosed.cells
    where table_name = 'activity_months'
),

-- The counts of a row, side by side again.
counts as (
    select
        row_keys,
        max(shown_count) filter (where measure_name = 'active_member_count')
            as active_member_count,
        max(status) filter (where measure_name = 'active_member_count') as active_member_status,
        max(shown_count) filter (where measure_name = 'contributing_member_count')
            as contributing_member_count,
        max(status) filter (where measure_name = 'contributing_member_count')
            as contributing_member_status,
        max(shown_count) filter (where measure_name = 'new_member_count') as new_member_count,
        max(status) filter (where measure_name = 'new_member_count') as new_member_status,
        max(shown_event_count) filter (where measure_name = 'contributing_member_count')
            as contribution_count,
    from cells
    group by row_keys
)

select
    released_months.community_id,
    released_months.dimension,
    released_months.category,
    released_months.month,
    counts.active_member_count,
    counts.active_member_status,
    counts.contributing_member_count,
    counts.contributing_member_status,
    counts.new_member_count,
    counts.new_member_status,
    counts.contribution_count,
    counts.contributing_member_status as contribution_status,
    released_months.as_of,
from released_months
inner join counts on released_months.row_keys = counts.row_keys
