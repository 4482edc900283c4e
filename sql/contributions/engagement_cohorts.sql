-- contributions.engagement_cohorts: What each member adds to a release unit of cohorts.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.engagement_cohorts:
-- the cohort, the quarters that can be looked at, and those with activity.

with

cohort_members as (
    select * from strata.cohort_members
),

active_quarters as (
    select * from strata.active_quarters
),

-- Only who has a quarter in sight adds anything.
seen as (
    select * from cohort_members
    where first_quarter_seen <= last_quarter_seen
),

active as (
    select
        seen.community_id,
        seen.partner_id,
        seen.member_key,
        sum(hash(seen.dimension, seen.category, active_quarters.active_quarter)) as active_sum,
    from seen
    inner join active_quarters
        on
            seen.community_id = active_quarters.community_id
            and seen.dimension = active_quarters.dimension
            and seen.category = active_quarters.category
            and seen.partner_id = active_quarters.partner_id
            and seen.member_key = active_quarters.member_key
    where
        date_diff('quarter', seen.joined_quarter, active_quarters.active_quarter)
        between seen.first_quarter_seen and seen.last_quarter_seen
    group by seen.community_id, seen.partner_id, seen.member_key
),

joined as (
    select
        seen.community_id,
        seen.partner_id,
        seen.member_key,
        sum(
            hash(
                seen.dimension,
                seen.category,
                seen.joined_quarter,
                seen.first_quarter_seen,
                seen.last_quarter_seen
            )
        ) as joined_sum,
    from seen
    group by seen.community_id, seen.partner_id, seen.member_key
)

select
    joined.community_id,
    joined.partner_id,
    joined.member_key,
    hash(joined.joined_sum, active.active_sum)::varchar as contribution,
from joined
left join active
    on
        joined.community_id = active.community_id
        and joined.partner_id = active.partner_id
        and joined.member_key = active.member_key
