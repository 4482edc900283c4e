-- strata.first_post_members: How long after joining each member first posted in public.
-- One row per community_id, stratum, period and member who joined.
--
-- A post here is a post or a reply. Counted is who joined within the covered period and at least 30
-- days before its end, so that the first 30 days can be seen; who left stays in. Whose joining is
-- derived from the first activity is left out: the time to it is not known. Who belongs to several
-- communities of a stratum joins it once, by the first of them. period is the year of joining, or
-- 'all'.

with

first_steps as (
    select * from facts.first_steps
),

membership_strata as (
    select * from facts.membership_strata
),

engagement_dimensions as (
    select * from reference.engagement_dimensions
),

persons as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        membership_strata.partner_id,
        membership_strata.member_key,
        min(membership_strata.joined_on) as joined_on,
        min(least(first_steps.first_posted_on, first_steps.first_replied_on))
            as first_posted_on,
        min(membership_strata.covered_from) as covered_from,
        max(membership_strata.covered_through) as covered_through,
        bool_or(first_steps.is_joining_derived) as is_joining_derived,
    from membership_strata
    inner join engagement_dimensions
        on membership_strata.dimension = engagement_dimensions.dimension
    inner join first_steps
        on
            membership_strata.partner_id = first_steps.partner_id
            and membership_strata.member_key = first_steps.member_key
            and membership_strata.membership_community_id = first_steps.community_id
    group by
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        membership_strata.partner_id,
        membership_strata.member_key
),

-- The gate lets activity lie a day before the joining (time zones): that is day 0.
seen as (
    select
        persons.*,
        case
            when persons.first_posted_on is not null
                then greatest(date_diff('day', persons.joined_on, persons.first_posted_on), 0)
        end as first_post_days,
    from persons
    where
        not persons.is_joining_derived
        and persons.joined_on >= persons.covered_from
        and persons.joined_on + 30 <= persons.covered_through
)

select
    seen.community_id,
    seen.dimension,
    seen.category,
    unnest([year(seen.joined_on)::varchar, 'all']) as period,
    seen.partner_id,
    seen.member_key,
    case
        when seen.first_post_days = 0 then 'day_0'
        when seen.first_post_days <= 7 then 'day_7'
        when seen.first_post_days <= 30 then 'day_30'
        else 'later_or_never'
    end as first_posted_by,
from seen
