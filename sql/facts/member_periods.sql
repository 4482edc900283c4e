-- facts.member_periods: What a member did in a community in a month or quarter covered whole.
-- One row per member, community and month or quarter with any activity.
--
-- Night is 22:00 to 05:59 on the community's own clock.

with

activity as (
    select * from staging.activity
),

coverage as (
    select * from staging.coverage
    where kind = 'activity'
),

period_lengths as (
    select * from reference.period_lengths
),

-- Activity is read once: quarters are made from months, of which there are far fewer rows.
months as (
    select
        activity.partner_id,
        activity.member_key,
        activity.community_id,
        date_trunc('month', activity.occurred_on)::date as active_month,
        count(*) as activity_count,
        count(*) filter (where activity.is_contribution) as contribution_count,
        count(*) filter (where activity.activity_type = 'reply') as reply_count,
        count(*) filter (where activity.activity_type = 'session_attended') as session_count,
        count(*) filter (where activity.activity_type = 'crisis_help_opened')
            as crisis_help_count,
        count(*) filter (where activity.local_hour >= 22 or activity.local_hour < 6)
            as night_count,
    from activity
    group by
        activity.partner_id,
        activity.member_key,
        activity.community_id,
        date_trunc('month', activity.occurred_on)
),

periods as (
    select
        months.*,
        period_lengths.period_length,
        to_months(period_lengths.period_months) as period_months,
        date_trunc(period_lengths.period_length, months.active_month)::date as period_start,
    from months
    cross join period_lengths
)

select
    periods.partner_id,
    periods.member_key,
    periods.community_id,
    periods.period_length,
    periods.period_start,
    sum(periods.activity_count)::bigint as activity_count,
    sum(periods.contribution_count)::bigint as contribution_count,
    sum(periods.reply_count)::bigint as reply_count,
    sum(periods.session_count)::bigint as session_count,
    sum(periods.crisis_help_count)::bigint as crisis_help_count,
    sum(periods.night_count)::bigint as night_count,
from periods
inner join coverage on periods.partner_id = coverage.partner_id
where
    periods.period_start >= coverage.covered_from
    and periods.period_start + periods.period_months - interval 1 day <= coverage.covered_through
group by
    periods.partner_id,
    periods.member_key,
    periods.community_id,
    periods.period_length,
    periods.period_start
