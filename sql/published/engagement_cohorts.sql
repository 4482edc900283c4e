-- published.engagement_cohorts: who is still active, quarter by quarter since joining.
-- One row per community, dimension, category, quarter of joining and quarters since joining.
with released_cohorts as (
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
            quarters_since_joining::varchar
        ] as row_keys,
    from released.engagement_cohorts
),

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where table_name = 'engagement_cohorts'
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

-- The counts of a row, side by side again.
counts as (
    select
        row_keys,
        max(shown_count) filter (where measure_name = 'member_count') as member_count,
        max(status) filter (where measure_name = 'member_count') as member_status,
        max(shown_count) filter (where measure_name = 'retained_count') as retained_count,
        max(status) filter (where measure_name = 'retained_count') as retained_status,
        max(shown_count) filter (where measure_name = 'rolling_retained_count')
            as rolling_retained_count,
        max(status) filter (where measure_name = 'rolling_retained_count')
            as rolling_retained_status,
    from cells
    group by row_keys
),

-- A denominator that may be below the smallest breakdown may hide a numerator of 0 or all: then
-- no range is given.
rates as (
    select
        counts.row_keys,
        counts.member_count,
        counts.member_status,
        counts.retained_count,
        counts.retained_status,
        counts.rolling_retained_count,
        counts.rolling_retained_status,
        published_proportion(
            counts.retained_count,
            counts.member_count,
            counts.retained_status,
            case
                when
                    counts.retained_status = 'suppressed'
                    and counts.member_count - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else counts.member_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as retention,
        published_proportion(
            counts.rolling_retained_count,
            counts.member_count,
            counts.rolling_retained_status,
            case
                when
                    counts.rolling_retained_status = 'suppressed'
                    and counts.member_count - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else counts.member_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as rolling_retention,
    from counts
    cross join policy
)

select
    released_cohorts.community_id,
    released_cohorts.dimension,
    released_cohorts.category,
    released_cohorts.joined_quarter,
    released_cohorts.quarters_since_joining,
    rates.member_count,
    rates.member_status,
    rates.retained_count,
    rates.retained_status,
    rates.retention.rate as retention_rate,
    rates.retention.lower as retention_rate_lower,
    rates.retention.upper as retention_rate_upper,
    rates.retention.status as retention_rate_status,
    rates.rolling_retained_count,
    rates.rolling_retained_status,
    rates.rolling_retention.rate as rolling_retention_rate,
    rates.rolling_retention.lower as rolling_retention_rate_lower,
    rates.rolling_retention.upper as rolling_retention_rate_upper,
    rates.rolling_retention.status as rolling_retention_rate_status,
    released_cohorts.as_of,
from released_cohorts
inner join rates on released_cohorts.row_keys = rates.row_keys
