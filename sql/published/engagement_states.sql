-- published.engagement_states: who is new, stays, lapses or comes back; who reads, who writes.
-- One row per community, dimension, category and period (a quarter, or a month of the programme).
with released_rows as (
    select
        community_id,
        dimension,
        category,
        period_type,
        period_start,
        as_of,
        [community_id, dimension, category, period_type, period_start::varchar] as row_keys,
    from released.engagement_states
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'engagement_states'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.period_type,
    released_rows.period_start,
    shown_rows.counts['active_member_count'].shown_count as active_member_count,
    shown_rows.counts['active_member_count'].status as active_member_status,
    shown_rows.counts['new_member_count'].shown_count as new_member_count,
    shown_rows.counts['new_member_count'].status as new_member_status,
    shown_rows.counts['continuing_member_count'].shown_count as continuing_member_count,
    shown_rows.counts['continuing_member_count'].status as continuing_member_status,
    shown_rows.counts['revived_member_count'].shown_count as revived_member_count,
    shown_rows.counts['revived_member_count'].status as revived_member_status,
    shown_rows.counts['reading_member_count'].shown_count as reading_member_count,
    shown_rows.counts['reading_member_count'].status as reading_member_status,
    shown_rows.counts['contributing_member_count'].shown_count as contributing_member_count,
    shown_rows.counts['contributing_member_count'].status as contributing_member_status,
    shown_rows.counts['contributing_member_count'].rate.rate as contributing_rate,
    shown_rows.counts['contributing_member_count'].rate.lower as contributing_rate_lower,
    shown_rows.counts['contributing_member_count'].rate.upper as contributing_rate_upper,
    shown_rows.counts['contributing_member_count'].rate.status as contributing_rate_status,
    shown_rows.counts['previous_member_count'].shown_count as previous_member_count,
    shown_rows.counts['previous_member_count'].status as previous_member_status,
    shown_rows.counts['lapsed_member_count'].shown_count as lapsed_member_count,
    shown_rows.counts['lapsed_member_count'].status as lapsed_member_status,
    shown_rows.counts['lapsed_member_count'].rate.rate as lapsed_rate,
    shown_rows.counts['lapsed_member_count'].rate.lower as lapsed_rate_lower,
    shown_rows.counts['lapsed_member_count'].rate.upper as lapsed_rate_upper,
    shown_rows.counts['lapsed_member_count'].rate.status as lapsed_rate_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
