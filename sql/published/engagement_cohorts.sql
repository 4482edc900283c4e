-- published.engagement_cohorts: who is still active, quarter by quarter since joining.
-- One row per community, dimension, category, quarter of joining and quarters since joining.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        joined_quarter,
        quarters_since_joining,
        as_of,
        [
            community_id,
            dimension,
            category,
            joined_quarter::varchar,
            quarters_since_joining::varchar,
        ] as row_keys,
    from released.engagement_cohorts
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'engagement_cohorts'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.joined_quarter,
    released_rows.quarters_since_joining,
    shown_rows.counts['member_count'].shown_count as member_count,
    shown_rows.counts['member_count'].status as member_status,
    shown_rows.counts['retained_count'].shown_count as retained_count,
    shown_rows.counts['retained_count'].status as retained_status,
    shown_rows.counts['retained_count'].rate.rate as retention_rate,
    shown_rows.counts['retained_count'].rate.lower as retention_rate_lower,
    shown_rows.counts['retained_count'].rate.upper as retention_rate_upper,
    shown_rows.counts['retained_count'].rate.status as retention_rate_status,
    shown_rows.counts['rolling_retained_count'].shown_count as rolling_retained_count,
    shown_rows.counts['rolling_retained_count'].status as rolling_retained_status,
    shown_rows.counts['rolling_retained_count'].rate.rate as rolling_retention_rate,
    shown_rows.counts['rolling_retained_count'].rate.lower as rolling_retention_rate_lower,
    shown_rows.counts['rolling_retained_count'].rate.upper as rolling_retention_rate_upper,
    shown_rows.counts['rolling_retained_count'].rate.status as rolling_retention_rate_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
