-- published.indicator_reach: people reached by the programmes, as the partners count them.
-- One row per indicator, community and quarter.
-- target_status: beside the registry's target, by the limits and the polarity.
-- Source: sql/reference/populations.csv for the inhabitants. The limits are those of the rounding;
-- there is no chance in them: the number is a count by its partner, not a sample.
with released_reach as (
    select
        community_id,
        indicator_id,
        period_start,
        population_count,
        as_of,
        [community_id, indicator_id, period_start::varchar] as row_keys,
    from released.indicator_reach
),

people as (
    select
        row_keys,
        counts['people_reached_count'].shown_count as shown_count,
        counts['people_reached_count'].status as status,
    from shown.rows
    where table_name = 'indicator_reach'
),

policy as (
    select rounding_slack from release.policy
),

targets as (
    select
        indicator_id,
        target_value,
        polarity,
    from marts.indicators
),

counts as (
    select
        released_reach.*,
        people.shown_count as people_reached_count,
        people.status as people_reached_status,
        case when people.status = 'zero' then 0 else policy.rounding_slack end as slack,
        case
            when released_reach.population_count is null then 'not_defined'
            when people.status in ('ok', 'zero') then 'ok'
            else people.status
        end as status,
    from released_reach
    cross join policy
    inner join people on released_reach.row_keys = people.row_keys
),

valued as (
    select
        counts.indicator_id,
        counts.community_id,
        counts.period_start,
        counts.people_reached_count,
        counts.people_reached_status,
        counts.population_count,
        case
            when counts.status = 'ok'
                then 1000 * counts.people_reached_count / counts.population_count
        end as indicator_value,
        case
            when counts.status = 'ok'
                then 1000 * (counts.people_reached_count - counts.slack) / counts.population_count
        end as indicator_value_lower,
        case
            when counts.status = 'ok'
                then 1000 * (counts.people_reached_count + counts.slack) / counts.population_count
        end as indicator_value_upper,
        counts.status as indicator_value_status,
        counts.as_of,
    from counts
)

select
    valued.indicator_id,
    valued.community_id,
    valued.period_start,
    valued.people_reached_count,
    valued.people_reached_status,
    valued.population_count,
    valued.indicator_value,
    valued.indicator_value_lower,
    valued.indicator_value_upper,
    valued.indicator_value_status,
    coalesce(
        compare_with_benchmark(
            valued.indicator_value_lower,
            valued.indicator_value_upper,
            targets.target_value,
            targets.polarity
        ),
        'not_compared'
    ) as target_status,
    valued.as_of,
from valued
left join targets on valued.indicator_id = targets.indicator_id
