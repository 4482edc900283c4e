-- published.indicator_values: every indicator by quarter, as a share of members.
-- One row per indicator, community and quarter.
with released_rows as (
    select
        community_id,
        indicator_id,
        period_start,
        as_of,
        [community_id, indicator_id, period_start::varchar] as row_keys,
    from released.indicator_values
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'indicator_values'
),

indicators as (
    select
        indicator_id,
        polarity,
        target_value,
    from marts.indicators
)

select
    released_rows.indicator_id,
    released_rows.community_id,
    released_rows.period_start,
    shown_rows.counts['numerator_count'].shown_count as numerator_count,
    shown_rows.counts['numerator_count'].status as numerator_status,
    shown_rows.counts['denominator_count'].shown_count as denominator_count,
    shown_rows.counts['denominator_count'].status as denominator_status,
    shown_rows.counts['numerator_count'].rate.rate as indicator_value,
    shown_rows.counts['numerator_count'].rate.lower as indicator_value_lower,
    shown_rows.counts['numerator_count'].rate.upper as indicator_value_upper,
    shown_rows.counts['numerator_count'].rate.status as indicator_value_status,
    coalesce(
        compare_with_benchmark(
            shown_rows.counts['numerator_count'].rate.lower,
            shown_rows.counts['numerator_count'].rate.upper,
            indicators.target_value,
            indicators.polarity
        ),
        'not_compared'
    ) as target_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
left join indicators on released_rows.indicator_id = indicators.indicator_id
