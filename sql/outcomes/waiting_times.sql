-- outcomes.waiting_times: How long posts waited for a reply, and reports for an action.
-- One row per month or quarter and post or report that could be watched for 7 days.
--
-- What nobody has answered or acted on within 7 days stands at 168 hours. A report that names
-- nobody concerns one person, who bears the report's key. Night is 22:00 to 05:59 on the
-- community's own clock.

with

posts as (
    select * from facts.posts
),

safety_reports as (
    select * from staging.safety_reports
),

covered_periods as (
    select * from facts.covered_periods
),

events as (
    select
        posts.partner_id,
        posts.community_id,
        posts.member_key,
        posts.activity_key as event_key,
        'activity' as kind,
        null as report_type,
        posts.posted_on as happened_on,
        posts.posted_at as happened_at,
        posts.local_hour >= 22 or posts.local_hour < 6 as is_at_night,
        posts.first_reply_hours as hours,
    from posts
    union all by name
    select
        safety_reports.partner_id,
        safety_reports.community_id,
        coalesce(safety_reports.member_key, safety_reports.report_key) as member_key,
        safety_reports.report_key as event_key,
        'safety_reports' as kind,
        safety_reports.report_type,
        safety_reports.reported_on as happened_on,
        safety_reports.reported_at as happened_at,
        null as is_at_night,
        date_diff('minute', safety_reports.reported_at, safety_reports.actioned_at) / 60 as hours,
    from safety_reports
)

select
    events.community_id,
    covered_periods.period_length,
    covered_periods.period_start,
    events.partner_id,
    events.member_key,
    events.event_key,
    events.kind,
    events.report_type,
    events.happened_at,
    events.is_at_night,
    least(coalesce(events.hours, 168), 168) as hours,
from events
inner join covered_periods
    on
        events.partner_id = covered_periods.partner_id
        and events.kind = covered_periods.kind
        and events.happened_on between covered_periods.period_start and covered_periods.period_end
where events.happened_at + interval 168 hours < covered_periods.covered_through
