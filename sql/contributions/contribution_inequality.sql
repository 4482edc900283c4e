-- contributions.contribution_inequality: What each member adds to a release unit of inequality.
-- One row per community_id and member.
--
-- contribution changes whenever the member writes more or less of what
-- marts.contribution_inequality counts.

with

contribution_members as (
    select * from strata.contribution_members
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    contribution_members.community_id,
    contribution_members.partner_id,
    contribution_members.member_key,
    sum(
        hash(
            contribution_members.dimension,
            contribution_members.category,
            contribution_members.period,
            contribution_members.contribution_count
        )
    )::varchar as contribution,
from contribution_members
group by
    contribution_members.community_id,
    contribution_members.partner_id,
    contribution_members.member_key
