-- facts.first_steps: When a member first did what in a community.
-- One row per member and community.
--
-- Dates are on the community's own calendar; null means never, as far as the exports cover.

with

memberships as (
    select * from histories.memberships
),

activity as (
    select * from staging.activity
),

first_activity as (
    select
        activity.partner_id,
        activity.member_key,
        activity.community_id,
        min(activity.occurred_on) as first_active_on,
        min(activity.occurred_on) filter (where activity.is_contribution)
            as first_contributed_on,
        min(activity.occurred_on) filter (where activity.activity_type = 'post')
            as first_posted_on,
        min(activity.occurred_on) filter (where activity.activity_type = 'reply')
            as first_replied_on,
    from activity
    group by activity.partner_id, activity.member_key, activity.community_id
)

select
    memberships.partner_id,
    memberships.member_key,
    memberships.community_id,
    memberships.joined_on,
    first_activity.first_active_on,
    first_activity.first_contributed_on,
    first_activity.first_posted_on,
    first_activity.first_replied_on,
    memberships.covered_from,
    memberships.covered_through,
    memberships.is_joining_derived,
from memberships
left join first_activity
    on
        memberships.partner_id = first_activity.partner_id
        and memberships.member_key = first_activity.member_key
        and memberships.community_id = first_activity.community_id
