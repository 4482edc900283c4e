-- contributions.support_exchanges: What each member adds to a release unit of support exchanges.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.support_exchanges.

with

support_members as (
    select * from strata.support_members
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    support_members.community_id,
    support_members.partner_id,
    support_members.member_key,
    sum(
        hash(
            support_members.dimension,
            support_members.category,
            support_members.period,
            support_members.exchange
        )
    )::varchar as contribution,
from support_members
group by support_members.community_id, support_members.partner_id, support_members.member_key
