-- marts.indicator_rates: Reports over contributions, and the people who stand behind.
-- One row per indicator, community_id and quarter.
--
-- member_count is everybody who contributed or whom a report concerns; a report that names nobody
-- counts as one person. In the programme ('all') a member of several communities counts once.

with

indicator_events as (
    select * from registry.indicator_events
    where period_length = 'quarter'
),

in_programme as (
    select
        indicator_events.indicator_id,
        'all' as community_id,
        indicator_events.period_start,
        indicator_events.partner_id,
        indicator_events.member_key,
        sum(indicator_events.report_count)::bigint as report_count,
        sum(indicator_events.contribution_count)::bigint as contribution_count,
    from indicator_events
    group by
        indicator_events.indicator_id,
        indicator_events.period_start,
        indicator_events.partner_id,
        indicator_events.member_key
),

counted as (
    select * from indicator_events
    union all by name
    select * from in_programme
)

select
    counted.indicator_id,
    counted.community_id,
    counted.period_start,
    count(*) as member_count,
    count(*) filter (where counted.contribution_count > 0) as contributing_member_count,
    count(*) filter (where counted.report_count > 0) as concerned_member_count,
    sum(counted.contribution_count)::bigint as contribution_count,
    sum(counted.report_count)::bigint as report_count,
from counted
group by counted.indicator_id, counted.community_id, counted.period_start
