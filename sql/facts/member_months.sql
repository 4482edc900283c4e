-- facts.member_months: What a member did in a community in a month.
-- One row per member, community and month with any activity.

with

activity as (
    select * from staging.activity
)

select
    activity.partner_id,
    activity.member_key,
    activity.community_id,
    date_trunc('month', activity.occurred_on)::date as active_month,
    count(*) as activity_count,
    count(*) filter (where activity.is_contribution) as contribution_count,
    count(distinct activity.occurred_on) as active_day_count,
from activity
group by
    activity.partner_id,
    activity.member_key,
    activity.community_id,
    date_trunc('month', activity.occurred_on)
