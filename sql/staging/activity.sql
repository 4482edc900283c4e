-- staging.activity: What members did, with the date and hour of their community's own clock.
-- One row per activity.
--
-- A contact is any activity except opening a page and opening crisis help; a contribution is
-- something written to others. A community whose time zone nobody has sent is read in UTC.

with

activity as (
    select * from accepted.activity
),

exports as (
    select * from ledger.exports
),

communities as (
    select * from accepted.communities
),

-- Rows of exports that are held, superseded or withdrawn are not seen.
current_activity as (
    select
        activity.*,
        row_number() over (
            partition by activity.partner_id, activity.activity_key
            order by exports.sequence desc
        ) as newness,
    from activity
    inner join exports on activity.export_id = exports.export_id
    where exports.status = 'current'
),

-- The newest word on where each community's clock stands.
time_zones as (
    select
        communities.partner_id,
        communities.community_id,
        arg_max(communities.time_zone, exports.sequence) as time_zone,
    from communities
    inner join exports on communities.export_id = exports.export_id
    where exports.status = 'current'
    group by communities.partner_id, communities.community_id
),

-- The instant is UTC; nights and dates are the community's own.
on_local_clock as (
    select
        current_activity.*,
        (current_activity.occurred_at at time zone 'UTC')
        at time zone coalesce(time_zones.time_zone, 'UTC') as occurred_at_local,
    from current_activity
    left join time_zones
        on
            current_activity.partner_id = time_zones.partner_id
            and current_activity.community_id = time_zones.community_id
    where current_activity.newness = 1
)

select
    on_local_clock.partner_id,
    on_local_clock.activity_key,
    on_local_clock.member_key,
    on_local_clock.thread_key,
    on_local_clock.replies_to_activity_key,
    on_local_clock.partner_id || '/' || on_local_clock.community_id as community_id,
    on_local_clock.activity_type,
    on_local_clock.occurred_at_local::date as occurred_on,
    hour(on_local_clock.occurred_at_local)::integer as local_hour,
    on_local_clock.occurred_at,
    on_local_clock.activity_type not in ('visit', 'crisis_help_opened') as is_contact,
    on_local_clock.activity_type in ('post', 'reply', 'private_message') as is_contribution,
from on_local_clock
