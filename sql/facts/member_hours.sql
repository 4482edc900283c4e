-- facts.member_hours: At which hours of the week a member was active in a community.
-- One row per member, community, day of the week and hour with any activity.
--
-- Day of the week (1 Monday to 7 Sunday) and hour (0 to 23) are on the community's own clock.

with

activity as (
    select * from staging.activity
)

select
    activity.partner_id,
    activity.member_key,
    activity.community_id,
    isodow(activity.occurred_on)::integer as day_of_week,
    activity.local_hour,
    count(*) as activity_count,
    count(*) filter (where activity.is_contribution) as contribution_count,
    count(*) filter (where activity.activity_type = 'crisis_help_opened') as crisis_help_count,
from activity
group by
    activity.partner_id,
    activity.member_key,
    activity.community_id,
    isodow(activity.occurred_on),
    activity.local_hour
