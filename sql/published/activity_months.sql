-- published.activity_months: who was active, who contributed and who was new, month by month.
-- One row per community, dimension, category and month.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        month,
        as_of,
        [community_id, dimension, category, month::varchar] as row_keys,
    from released.activity_months
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'activity_months'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.month,
    shown_rows.counts['active_member_count'].shown_count as active_member_count,
    shown_rows.counts['active_member_count'].status as active_member_status,
    shown_rows.counts['contributing_member_count'].shown_count as contributing_member_count,
    shown_rows.counts['contributing_member_count'].status as contributing_member_status,
    shown_rows.counts['new_member_count'].shown_count as new_member_count,
    shown_rows.counts['new_member_count'].status as new_member_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
