-- published.indicator_values: every indicator by quarter, as a share of members.
-- One row per indicator, community and quarter.
with released_values as (
    select
        community_id,
        indicator_id,
        period_start,
        as_of,
        [community_id, indicator_id, period_start::varchar] as row_keys,
    from released.indicator_values
),

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where table_name = 'indicator_values'
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

-- A denominator that may be below the smallest breakdown may hide a numerator of 0 or all: then
-- no range is given.
shares as (
    select
        released_values.indicator_id,
        released_values.community_id,
        released_values.period_start,
        released_values.as_of,
        numerators.shown_count as numerator_count,
        numerators.status as numerator_status,
        denominators.shown_count as denominator_count,
        denominators.status as denominator_status,
        published_proportion(
            numerators.shown_count,
            denominators.shown_count,
            numerators.status,
            case
                when
                    numerators.status = 'suppressed'
                    and denominators.shown_count - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else denominators.status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as proportion,
    from released_values
    cross join policy
    inner join cells as numerators
        on
            released_values.row_keys = numerators.row_keys
            and numerators.measure_name = 'numerator_count'
    inner join cells as denominators
        on
            released_values.row_keys = denominators.row_keys
            and denominators.measure_name = 'denominator_count'
)

select
    shares.indicator_id,
    shares.community_id,
    shares.period_start,
    shares.numerator_count,
    shares.numerator_status,
    shares.denominator_count,
    shares.denominator_status,
    shares.proportion.rate as indicator_value,
    shares.proportion.lower as indicator_value_lower,
    shares.proportion.upper as indicator_value_upper,
    shares.proportion.status as indicator_value_status,
    shares.as_of,
from shares
