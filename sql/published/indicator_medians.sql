-- published.indicator_medians: medians of hours with their 95 % limits, to a tenth of an hour.
-- One row per indicator, community and quarter.
-- target_status: beside the registry's target, by the whole interval and the polarity.
with indicator_medians as (
    select
        indicator_id,
        community_id,
        period_start,
        median_hours,
        median_hours_lower,
        median_hours_upper,
        median_hours_status,
        as_of,
        [community_id, indicator_id, period_start::varchar] as row_keys,
    from disclosed.indicator_medians
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'indicator_medians'
),

targets as (
    select
        indicator_id,
        target_value,
        polarity,
    from marts.indicators
)

select
    indicator_medians.indicator_id,
    indicator_medians.community_id,
    indicator_medians.period_start,
    shown_rows.counts['member_count'].shown_count as member_count,
    shown_rows.counts['member_count'].status as member_status,
    indicator_medians.median_hours,
    indicator_medians.median_hours_lower,
    indicator_medians.median_hours_upper,
    indicator_medians.median_hours_status,
    coalesce(
        compare_with_benchmark(
            indicator_medians.median_hours_lower,
            indicator_medians.median_hours_upper,
            targets.target_value,
            targets.polarity
        ),
        'not_compared'
    ) as target_status,
    indicator_medians.as_of,
from indicator_medians
left join targets on indicator_medians.indicator_id = targets.indicator_id
inner join shown_rows on indicator_medians.row_keys = shown_rows.row_keys
