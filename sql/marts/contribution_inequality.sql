-- marts.contribution_inequality: How unevenly contributions are spread over those who contribute.
-- One row per community_id, stratum and period.
--
-- Over members with at least one contribution (a post, a reply or a private message) in the period;
-- readers are not in it. Gini and shares are exact, by the macro inequality_of_contribution; the
-- share of the most active one per cent is that of van Mierlo 2014, Journal of Medical Internet
-- Research 16:e33.

with

contribution_members as (
    select * from strata.contribution_members
),

amounts as ( -- noqa: ST03
    select
        {
            'community_id': contribution_members.community_id,
            'dimension': contribution_members.dimension,
            'category': contribution_members.category,
            'period': contribution_members.period
        } as group_id,
        contribution_members.contribution_count as amount,
    from contribution_members
),

inequality as (
    select * from inequality_of_contribution('amounts')
)

select
    inequality.group_id.community_id,
    inequality.group_id.dimension,
    inequality.group_id.category,
    inequality.group_id.period,
    inequality.person_count as contributing_member_count,
    inequality.total_amount::bigint as contribution_count,
    inequality.gini_coefficient,
    inequality.top_1_percent_share,
    inequality.top_10_percent_share,
    inequality.largest_share,
from inequality
