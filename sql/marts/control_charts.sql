-- marts.control_charts: The series of every indicator over time, as control charts judge them.
-- One row per indicator, community_id, length of period and period.
--
-- The programme ('all') has months and quarters, a community quarters alone. judged_count is how
-- many people a value rests on; side_count those on its smaller side: with or without the outcome,
-- concerned by a report, below or above the median. Numerator and denominator are those of a share,
-- or the reports and contributions of a rate; a median has none.

with

indicator_members as (
    select * from registry.indicator_members
),

indicator_events as (
    select * from registry.indicator_events
),

indicator_hours as (
    select * from registry.indicator_hours
),

members_of_programme as (
    select
        indicator_members.indicator_id,
        'all' as community_id,
        indicator_members.period_length,
        indicator_members.period_start,
        indicator_members.partner_id,
        indicator_members.member_key,
        bool_or(indicator_members.is_in_numerator) as is_in_numerator,
    from indicator_members
    group by
        indicator_members.indicator_id,
        indicator_members.period_length,
        indicator_members.period_start,
        indicator_members.partner_id,
        indicator_members.member_key
),

counted_members as (
    select * from indicator_members
    where period_length = 'quarter'
    union all by name
    select * from members_of_programme
),

shares as (
    select
        counted_members.indicator_id,
        counted_members.community_id,
        counted_members.period_length,
        counted_members.period_start,
        count(*) filter (where counted_members.is_in_numerator) as numerator_count,
        count(*) as denominator_count,
        count(*) filter (where counted_members.is_in_numerator) / count(*) as exact_value,
        count(*) as judged_count,
        least(
            count(*) filter (where counted_members.is_in_numerator),
            count(*) filter (where not counted_members.is_in_numerator)
        ) as side_count,
    from counted_members
    group by
        counted_members.indicator_id,
        counted_members.community_id,
        counted_members.period_length,
        counted_members.period_start
),

events_of_programme as (
    select
        indicator_events.indicator_id,
        'all' as community_id,
        indicator_events.period_length,
        indicator_events.period_start,
        indicator_events.partner_id,
        indicator_events.member_key,
        sum(indicator_events.report_count)::bigint as report_count,
        sum(indicator_events.contribution_count)::bigint as contribution_count,
    from indicator_events
    group by
        indicator_events.indicator_id,
        indicator_events.period_length,
        indicator_events.period_start,
        indicator_events.partner_id,
        indicator_events.member_key
),

counted_events as (
    select * from indicator_events
    where period_length = 'quarter'
    union all by name
    select * from events_of_programme
),

rates as (
    select
        counted_events.indicator_id,
        counted_events.community_id,
        counted_events.period_length,
        counted_events.period_start,
        sum(counted_events.report_count)::bigint as numerator_count,
        sum(counted_events.contribution_count)::bigint as denominator_count,
        1000 * sum(counted_events.report_count) / sum(counted_events.contribution_count)
            as exact_value,
        count(*) filter (where counted_events.contribution_count > 0) as judged_count,
        count(*) filter (where counted_events.report_count > 0) as side_count,
    from counted_events
    group by
        counted_events.indicator_id,
        counted_events.community_id,
        counted_events.period_length,
        counted_events.period_start
    having sum(counted_events.contribution_count) > 0
),

hours_of_programme as (
    select
        indicator_hours.indicator_id,
        'all' as community_id,
        indicator_hours.period_length,
        indicator_hours.period_start,
        indicator_hours.partner_id,
        indicator_hours.member_key,
        arg_min(
            indicator_hours.hours, (indicator_hours.happened_at, indicator_hours.community_id)
        ) as hours,
    from indicator_hours
    group by
        indicator_hours.indicator_id,
        indicator_hours.period_length,
        indicator_hours.period_start,
        indicator_hours.partner_id,
        indicator_hours.member_key
),

counted_hours as (
    select * exclude (happened_at) from indicator_hours
    where period_length = 'quarter'
    union all by name
    select * from hours_of_programme
),

medians as (
    select
        counted_hours.indicator_id,
        counted_hours.community_id,
        counted_hours.period_length,
        counted_hours.period_start,
        null::bigint as numerator_count,
        null::bigint as denominator_count,
        median(counted_hours.hours) as exact_value,
        count(*) as judged_count,
        count(*) // 2 as side_count,
    from counted_hours
    group by
        counted_hours.indicator_id,
        counted_hours.community_id,
        counted_hours.period_length,
        counted_hours.period_start
),

series as (
    select * from shares
    union all by name
    select * from rates
    union all by name
    select * from medians
)

select
    series.community_id,
    series.indicator_id,
    series.period_length,
    series.period_start,
    series.numerator_count,
    series.denominator_count,
    series.exact_value,
    series.judged_count,
    series.side_count,
from series
