-- strata.contribution_members: How much each contributing member wrote.
-- One row per community_id, stratum, period and member with a contribution.
--
-- A contribution is a post, a reply or a private message. Of the programme and the kinds of
-- communities, and of single communities; period is a year that the partner's exports of activity
-- cover whole, or 'all'. A person's contributions in several communities of a stratum are added up.

with

member_months as (
    select * from facts.member_months
),

membership_strata as (
    select * from facts.membership_strata
),

engagement_dimensions as (
    select * from reference.engagement_dimensions
),

written as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        unnest(
            case
                when
                    make_date(year(member_months.active_month), 1, 1)
                    >= membership_strata.covered_from
                    and make_date(year(member_months.active_month), 12, 31)
                    <= membership_strata.covered_through
                    then [year(member_months.active_month)::varchar, 'all']
                else ['all']
            end
        ) as period,
        membership_strata.partner_id,
        membership_strata.member_key,
        member_months.contribution_count,
    from member_months
    inner join membership_strata
        on
            member_months.partner_id = membership_strata.partner_id
            and member_months.member_key = membership_strata.member_key
            and member_months.community_id = membership_strata.membership_community_id
    inner join engagement_dimensions
        on membership_strata.dimension = engagement_dimensions.dimension
    where
        engagement_dimensions.is_of_communities and member_months.contribution_count > 0
)

select
    written.community_id,
    written.dimension,
    written.category,
    written.period,
    written.partner_id,
    written.member_key,
    sum(written.contribution_count)::bigint as contribution_count,
from written
group by
    written.community_id,
    written.dimension,
    written.category,
    written.period,
    written.partner_id,
    written.member_key
