-- facts.member_quarters: What a member did in a community in a quarter that is covered whole.
-- One row per member, community and quarter with any activity.
--
-- Night is 22:00 to 05:59 on the community's own clock.

with

activity as (
    select * from staging.activity
),

coverage as (
    select * from staging.coverage
),

quarters as (
    select
        activity.*,
        date_trunc('quarter', activity.occurred_on)::date as period_start,
        activity.local_hour >= 22 or activity.local_hour < 6 as is_at_night,
    from activity
)

select
    quarters.partner_id,
    quarters.member_key,
    quarters.community_id,
    quarters.period_start,
    count(*) as activity_count,
    count(*) filter (where quarters.is_contribution) as contribution_count,
    count(*) filter (where quarters.activity_type = 'reply') as reply_count,
    count(*) filter (where quarters.activity_type = 'session_attended') as session_count,
    count(*) filter (where quarters.activity_type = 'crisis_help_opened') as crisis_help_count,
    count(*) filter (where quarters.is_at_night) as night_count,
from quarters
inner join coverage on quarters.partner_id = coverage.partner_id
where
    coverage.kind = 'activity'
    and quarters.period_start >= coverage.covered_from
    and quarters.period_start + interval 3 months - interval 1 day <= coverage.covered_through
group by
    quarters.partner_id, quarters.member_key, quarters.community_id, quarters.period_start
