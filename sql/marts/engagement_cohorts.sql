-- marts.engagement_cohorts: How many of a quarter's joiners are still active, quarter by quarter.
-- One row per community_id, stratum, quarter of joining and quarters since joining.
--
-- member_count: joiners for whom that quarter is wholly covered; who has left stays in it.
-- retained_count: of these, active in that quarter; rolling_retained_count: active then or later,
-- as far as whole quarters are covered.

with

cohort_members as (
    select * from strata.cohort_members
),

active_quarters as (
    select * from strata.active_quarters
),

-- Joiners with the same quarters in sight are counted before they are spread over the quarters.
alike as (
    select
        cohort_members.community_id,
        cohort_members.dimension,
        cohort_members.category,
        cohort_members.joined_quarter,
        cohort_members.first_quarter_seen,
        cohort_members.last_quarter_seen,
        count(*) as member_count,
    from cohort_members
    group by
        cohort_members.community_id,
        cohort_members.dimension,
        cohort_members.category,
        cohort_members.joined_quarter,
        cohort_members.first_quarter_seen,
        cohort_members.last_quarter_seen
),

spread as (
    select
        alike.community_id,
        alike.dimension,
        alike.category,
        alike.joined_quarter,
        alike.member_count,
        unnest(generate_series(alike.first_quarter_seen, alike.last_quarter_seen))
            as quarters_since_joining,
    from alike
),

seen as (
    select
        spread.community_id,
        spread.dimension,
        spread.category,
        spread.joined_quarter,
        spread.quarters_since_joining,
        sum(spread.member_count)::bigint as member_count,
    from spread
    group by
        spread.community_id,
        spread.dimension,
        spread.category,
        spread.joined_quarter,
        spread.quarters_since_joining
),

-- Activity in the quarters that can be looked at.
active as (
    select
        cohort_members.*,
        date_diff('quarter', cohort_members.joined_quarter, active_quarters.active_quarter)
            as active_quarter_number,
    from active_quarters
    inner join cohort_members
        on
            active_quarters.community_id = cohort_members.community_id
            and active_quarters.dimension = cohort_members.dimension
            and active_quarters.category = cohort_members.category
            and active_quarters.partner_id = cohort_members.partner_id
            and active_quarters.member_key = cohort_members.member_key
    where
        date_diff('quarter', cohort_members.joined_quarter, active_quarters.active_quarter)
        between cohort_members.first_quarter_seen and cohort_members.last_quarter_seen
),

retained as (
    select
        active.community_id,
        active.dimension,
        active.category,
        active.joined_quarter,
        active.active_quarter_number as quarters_since_joining,
        count(*) as retained_count,
    from active
    group by
        active.community_id,
        active.dimension,
        active.category,
        active.joined_quarter,
        active.active_quarter_number
),

-- Who was last active in a quarter counts, rolling, in every quarter up to it.
last_active as (
    select
        active.community_id,
        active.dimension,
        active.category,
        active.joined_quarter,
        active.first_quarter_seen,
        max(active.active_quarter_number) as last_active_quarter_number,
    from active
    group by
        active.community_id,
        active.dimension,
        active.category,
        active.joined_quarter,
        active.first_quarter_seen,
        active.partner_id,
        active.member_key
),

last_active_alike as (
    select
        last_active.community_id,
        last_active.dimension,
        last_active.category,
        last_active.joined_quarter,
        last_active.first_quarter_seen,
        last_active.last_active_quarter_number,
        count(*) as member_count,
    from last_active
    group by
        last_active.community_id,
        last_active.dimension,
        last_active.category,
        last_active.joined_quarter,
        last_active.first_quarter_seen,
        last_active.last_active_quarter_number
),

last_active_spread as (
    select
        last_active_alike.community_id,
        last_active_alike.dimension,
        last_active_alike.category,
        last_active_alike.joined_quarter,
        last_active_alike.member_count,
        unnest(
            generate_series(
                last_active_alike.first_quarter_seen,
                last_active_alike.last_active_quarter_number
            )
        ) as quarters_since_joining,
    from last_active_alike
),

rolling_retained as (
    select
        last_active_spread.community_id,
        last_active_spread.dimension,
        last_active_spread.category,
        last_active_spread.joined_quarter,
        last_active_spread.quarters_since_joining,
        sum(last_active_spread.member_count)::bigint as rolling_retained_count,
    from last_active_spread
    group by
        last_active_spread.community_id,
        last_active_spread.dimension,
        last_active_spread.category,
        last_active_spread.joined_quarter,
        last_active_spread.quarters_since_joining
)

select
    seen.community_id,
    seen.dimension,
    seen.category,
    seen.joined_quarter,
    seen.quarters_since_joining,
    seen.member_count,
    coalesce(retained.retained_count, 0) as retained_count,
    coalesce(rolling_retained.rolling_retained_count, 0) as rolling_retained_count,
from seen
left join retained
    on
        seen.community_id = retained.community_id
        and seen.dimension = retained.dimension
        and seen.category = retained.category
        and seen.joined_quarter = retained.joined_quarter
        and seen.quarters_since_joining = retained.quarters_since_joining
left join rolling_retained
    on
        seen.community_id = rolling_retained.community_id
        and seen.dimension = rolling_retained.dimension
        and seen.category = rolling_retained.category
        and seen.joined_quarter = rolling_retained.joined_quarter
        and seen.quarters_since_joining = rolling_retained.quarters_since_joining
