-- histories.memberships: Who belongs to which kind of community, from when to when.
-- One row per member and community.
--
-- A membership that no members export lists is derived from the first date on which the member was
-- seen in the community, by activity or by a score, and marked so. Such a joining is known only
-- from the 90th day of covered activity on: who is first seen before may have been there for years
-- (after 90 silent days, a member counts as gone: facts.episodes). What is not told is 'unknown'.
-- covered_from and covered_through: the period in which the member's activity could be seen.

with

members as (
    select * from staging.members
),

activity as (
    select * from staging.activity
),

outcome_scores as (
    select * from staging.outcome_scores
),

communities as (
    select * from staging.communities
),

coverage as (
    select * from staging.coverage
),

seen_active as (
    select
        activity.partner_id,
        activity.member_key,
        activity.community_id,
        min(activity.occurred_on) as seen_on,
    from activity
    group by activity.partner_id, activity.member_key, activity.community_id
),

seen_scoring as (
    select
        outcome_scores.partner_id,
        outcome_scores.member_key,
        outcome_scores.community_id,
        min(outcome_scores.scored_on) as seen_on,
    from outcome_scores
    group by outcome_scores.partner_id, outcome_scores.member_key, outcome_scores.community_id
),

seen as (
    select * from seen_active
    union all
    select * from seen_scoring
),

first_seen as (
    select
        seen.partner_id,
        seen.member_key,
        seen.community_id,
        min(seen.seen_on) as joined_on,
    from seen
    group by seen.partner_id, seen.member_key, seen.community_id
),

-- Only those whom no members export lists in that community.
derived as (
    select first_seen.*
    from first_seen
    left join members
        on
            first_seen.partner_id = members.partner_id
            and first_seen.member_key = members.member_key
            and first_seen.community_id = members.community_id
    where members.member_key is null
),

listed_and_derived as (
    select
        members.*,
        false as is_joining_derived,
    from members
    union all by name
    select
        derived.*,
        true as is_joining_derived,
    from derived
),

activity_coverage as (
    select * from coverage
    where kind = 'activity'
)

select
    listed_and_derived.partner_id,
    listed_and_derived.member_key,
    listed_and_derived.community_id,
    coalesce(listed_and_derived.age_band, 'unknown') as age_band,
    coalesce(listed_and_derived.gender, 'unknown') as gender,
    coalesce(listed_and_derived.region_code, 'unknown') as region_code,
    coalesce(listed_and_derived.rurality, 'unknown') as rurality,
    coalesce(listed_and_derived.treatment_at_joining, 'unknown') as treatment_at_joining,
    coalesce(communities.platform_type, 'unknown') as platform_type,
    coalesce(communities.led_by, 'unknown') as led_by,
    coalesce(communities.is_anonymous::varchar, 'unknown') as is_anonymous,
    coalesce(communities.is_moderated_day_and_night::varchar, 'unknown')
        as is_moderated_day_and_night,
    coalesce(communities.has_professional_partnership::varchar, 'unknown')
        as has_professional_partnership,
    listed_and_derived.joined_on,
    listed_and_derived.left_on,
    activity_coverage.covered_from,
    activity_coverage.covered_through,
    listed_and_derived.is_joining_derived,
    coalesce(
        not listed_and_derived.is_joining_derived
        or listed_and_derived.joined_on >= activity_coverage.covered_from + 90,
        false
    ) as is_joining_known,
from listed_and_derived
left join communities on listed_and_derived.community_id = communities.community_id
left join activity_coverage on listed_and_derived.partner_id = activity_coverage.partner_id
