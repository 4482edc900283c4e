-- published.contribution_inequality: how unevenly contributions are spread over those who write.
-- One row per community, dimension, category and period.
-- The counts are rounded; Gini and share are computed from exact data and laid on a grid.
with figures as (
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

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'contribution_inequality'
)

select
    figures.community_id,
    figures.dimension,
    figures.category,
    figures.period,
    shown_rows.counts['contributing_member_count'].shown_count as contributing_member_count,
    shown_rows.counts['contributing_member_count'].status as contributing_member_status,
    shown_rows.counts['contributing_member_count'].shown_event_count as contribution_count,
    shown_rows.counts['contributing_member_count'].status as contribution_status,
    figures.gini_coefficient,
    figures.gini_coefficient_status,
    figures.top_group,
    figures.top_share,
    figures.top_share_status,
    figures.as_of,
from figures
inner join shown_rows on figures.row_keys = shown_rows.row_keys
