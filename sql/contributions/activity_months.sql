-- contributions.activity_months: What each member adds to a release unit of activity by month.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.activity_months:
-- the strata, the month of joining, and whether anything was done, or written, in each whole month
-- that is covered.

with

member_months as (
    select * from facts.member_months
),

membership_strata as (
    select * from facts.membership_strata
),

covered_months as (
    select
        membership_strata.community_id,
        membership_strata.partner_id,
        membership_strata.member_key,
        sum(
            hash(
                membership_strata.dimension,
                membership_strata.category,
                member_months.community_id,
                member_months.active_month,
                member_months.contribution_count > 0
            )
        ) as months_sum,
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
        membership_strata.partner_id,
        membership_strata.member_key
),

-- As in the mart: the first joining; of two on one day, one that is not known stands for both.
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

joinings as (
    select
        new_persons.community_id,
        new_persons.partner_id,
        new_persons.member_key,
        sum(
            hash(
                new_persons.dimension,
                new_persons.category,
                date_trunc('month', new_persons.joining.joined_on)
            )
        ) filter (
            where
            new_persons.joining.is_known
            and date_trunc('month', new_persons.joining.joined_on) >= new_persons.covered_from
            and last_day(new_persons.joining.joined_on) <= new_persons.covered_through
        ) as joinings_sum,
    from new_persons
    group by new_persons.community_id, new_persons.partner_id, new_persons.member_key
)

select
    joinings.community_id,
    joinings.partner_id,
    joinings.member_key,
    hash(joinings.joinings_sum, covered_months.months_sum)::varchar as contribution,
from joinings
left join covered_months
    on
        joinings.community_id = covered_months.community_id
        and joinings.partner_id = covered_months.partner_id
        and joinings.member_key = covered_months.member_key
where joinings.joinings_sum is not null or covered_months.months_sum is not null
