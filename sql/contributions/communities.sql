-- contributions.communities: Who is counted as a member of a community, and of the programme.
-- One row per community_id and member.

with

memberships as (
    select * from histories.memberships
),

counted as (
    select
        memberships.community_id,
        memberships.partner_id,
        memberships.member_key,
        memberships.joined_on,
    from memberships
    union all
    select
        'all' as community_id,
        memberships.partner_id,
        memberships.member_key,
        memberships.joined_on,
    from memberships
)

select
    counted.community_id,
    counted.partner_id,
    counted.member_key,
    sum(hash(counted.joined_on))::varchar as contribution,
from counted
group by counted.community_id, counted.partner_id, counted.member_key
