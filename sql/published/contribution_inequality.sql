-- published.contribution_inequality: how unevenly contributions are spread over those who write.
-- One row per community, dimension, category and period.
-- The counts are rounded; Gini and share are computed from exact data and laid on a grid.
with shown_rows as (
    select
        community_id,
        dimension,
        category,
        period,
        gini_coefficient,
        gini_coefficient_status,
        top_group,
        top_share,
        top_share_status,
        as_of,
        [community_id, dimension, category, period] as row_keys,
    from disclosed.contribution_inequality
),

cells as (
    select
        row_keys,
        shown_count,
        status,
        shown_event_count,
    from disclosed.cells
    where table_name = 'contribution_inequality'
)

select
    shown_rows.community_id,
    shown_rows.dimension,
    shown_rows.category,
    shown_rows.period,
    cells.shown_count as contributing_member_count,
    cells.status as contributing_member_status,
    cells.shown_event_count as contribution_count,
    cells.status as contribution_status,
    shown_rows.gini_coefficient,
    shown_rows.gini_coefficient_status,
    shown_rows.top_group,
    shown_rows.top_share,
    shown_rows.top_share_status,
    shown_rows.as_of,
from shown_rows
inner join cells on shown_rows.row_keys = cells.row_keys
