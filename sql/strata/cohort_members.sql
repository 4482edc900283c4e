-- strata.cohort_members: Each member's cohort, and the quarters that can be looked at.
-- One row per community_id, stratum and member.
--
-- A cohort is the quarter of joining; a person of several communities joins a stratum once, by the
-- first of them; who was there before anything could be seen, unlisted, is in no cohort
-- (histories.memberships, is_joining_known). The quarters that can be looked at begin with the
-- joining, or with the first whole quarter of the covered period where the joining lies before it,
-- and end with the last whole one.

with

membership_strata as (
    select * from facts.membership_strata
),

-- The first joining; of two on one day, one that is not known stands for both.
persons as (
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
    where membership_strata.covered_through is not null
    group by
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        membership_strata.partner_id,
        membership_strata.member_key
),

quarters as (
    select
        persons.*,
        persons.joining.joined_on,
        date_trunc('quarter', persons.joining.joined_on)::date as joined_quarter,
        date_trunc('quarter', persons.covered_from + interval 3 months - interval 1 day)::date
            as first_covered_quarter,
        (date_trunc('quarter', persons.covered_through + 1) - interval 3 months)::date
            as last_covered_quarter,
    from persons
    where persons.joining.is_known
)

select
    quarters.community_id,
    quarters.dimension,
    quarters.category,
    quarters.partner_id,
    quarters.member_key,
    quarters.joined_quarter,
    case
        when quarters.joined_on >= quarters.covered_from then 0
        else date_diff('quarter', quarters.joined_quarter, quarters.first_covered_quarter)
    end as first_quarter_seen,
    date_diff('quarter', quarters.joined_quarter, quarters.last_covered_quarter)
        as last_quarter_seen,
from quarters
