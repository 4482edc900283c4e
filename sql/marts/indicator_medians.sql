-- marts.indicator_medians: Indicators that are medians of hours, each with its 95 % limits.
-- One row per indicator, community_id and quarter.
--
-- A member counts once, by the first such event of the quarter; in the programme ('all') by the
-- first in any community. The limits are order statistics, of ranks n/2 -/+ 0.98 sqrt(n), rounded
-- away from the middle (Campbell and Gardner 1988, BMJ 296:1454-1456); null where a sample is too
-- small to have them.

with

indicator_hours as (
    select * from registry.indicator_hours
    where period_length = 'quarter'
),

in_programme as (
    select
        indicator_hours.indicator_id,
        'all' as community_id,
        indicator_hours.period_start,
        indicator_hours.partner_id,
        indicator_hours.member_key,
        arg_min(
            indicator_hours.hours, (indicator_hours.happened_at, indicator_hours.community_id)
        ) as hours,
    from indicator_hours
    group by
        indicator_hours.indicator_id,
        indicator_hours.period_start,
        indicator_hours.partner_id,
        indicator_hours.member_key
),

counted as (
    select
        indicator_id,
        community_id,
        period_start,
        hours,
    from indicator_hours
    union all by name
    select
        indicator_id,
        community_id,
        period_start,
        hours,
    from in_programme
),

samples as (
    select
        counted.indicator_id,
        counted.community_id,
        counted.period_start,
        count(*) as member_count,
        median(counted.hours) as median_hours,
        list(counted.hours order by counted.hours) as ordered_hours,
    from counted
    group by counted.indicator_id, counted.community_id, counted.period_start
),

ranked as (
    select
        samples.*,
        floor(samples.member_count / 2 - 0.98 * sqrt(samples.member_count))::bigint as lower_rank,
        ceil(samples.member_count / 2 + 1 + 0.98 * sqrt(samples.member_count))::bigint
            as upper_rank,
    from samples
)

select
    ranked.indicator_id,
    ranked.community_id,
    ranked.period_start,
    ranked.member_count,
    ranked.median_hours,
    case when ranked.lower_rank >= 1 then ranked.ordered_hours[ranked.lower_rank] end
        as median_hours_lower,
    case
        when ranked.upper_rank <= ranked.member_count
            then ranked.ordered_hours[ranked.upper_rank]
    end as median_hours_upper,
from ranked
