-- marts.activity_months: Who was active, who wrote, and who was new, month by month.
-- One row per community_id, stratum and month.
--
-- Only months that the partner's activity exports cover whole. Active: any activity; contributing:
-- a post, a reply or a private message. How many of those were written is not counted: beside the
-- total, and the categories that are shown, it would be told of the few who are not.
-- New: joined in the month, where that is known (histories.memberships, is_joining_known).

with

member_months as (
    select * from facts.member_months
),

membership_strata as (
    select * from facts.membership_strata
),

-- A person's month in a stratum, over all memberships that belong to it.
active_persons as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        member_months.active_month,
        membership_strata.partner_id,
        membership_strata.member_key,
        sum(member_months.contribution_count) as contribution_count,
    from member_months
    inner join membership_strata
        on
            member_months.partner_id = membership_strata.partner_id
            and member_months.member_key = membership_strata.member_key
            and member_months.community_id = membership_strata.membership_community_id
            and member_months.active_month >= membership_strata.covered_from
            and last_day(member_months.active_month) <= membership_strata.covered_through
    group by
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        member_months.active_month,
        membership_strata.partner_id,
        membership_strata.member_key
),

active as (
    select
        active_persons.community_id,
        active_persons.dimension,
        active_persons.category,
        active_persons.active_month as counted_month,
        count(*) as active_member_count,
        count(*) filter (where active_persons.contribution_count > 0)
            as contributing_member_count,
    from active_persons
    group by
        active_persons.community_id,
        active_persons.dimension,
        active_persons.category,
        active_persons.active_month
),

-- A person is new to a stratum once, by the first membership in it; of two on one day, one whose
-- joining is not known stands for both.
new_persons as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        membership_strata.partner_id,
        membership_strata.member_key,
        min(
            {
                'joined_on': membership_strata.joined_on,
                'is_known': membership_strata.is_joining_known
            }
        ) as joining,
        min(membership_strata.covered_from) as covered_from,
        max(membership_strata.covered_through) as covered_through,
    from membership_strata
    group by
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        membership_strata.partner_id,
        membership_strata.member_key
),

joined as (
    select
        new_persons.community_id,
        new_persons.dimension,
        new_persons.category,
        date_trunc('month', new_persons.joining.joined_on)::date as counted_month,
        count(*) as new_member_count,
    from new_persons
    where
        new_persons.joining.is_known
        and date_trunc('month', new_persons.joining.joined_on) >= new_persons.covered_from
        and last_day(new_persons.joining.joined_on) <= new_persons.covered_through
    group by
        new_persons.community_id,
        new_persons.dimension,
        new_persons.category,
        date_trunc('month', new_persons.joining.joined_on)
)

select
    coalesce(active.community_id, joined.community_id) as community_id,
    coalesce(active.dimension, joined.dimension) as dimension,
    coalesce(active.category, joined.category) as category,
    coalesce(active.counted_month, joined.counted_month) as month,
    coalesce(active.active_member_count, 0) as active_member_count,
    coalesce(active.contributing_member_count, 0) as contributing_member_count,
    coalesce(joined.new_member_count, 0) as new_member_count,
from active
full join joined
    on
        active.community_id = joined.community_id
        and active.dimension = joined.dimension
        and active.category = joined.category
        and active.counted_month = joined.counted_month
