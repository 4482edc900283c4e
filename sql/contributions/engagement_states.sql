-- contributions.engagement_states: What each member adds to a release unit of engagement states.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.engagement_states.

with

member_states as (
    select * from strata.member_states
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    member_states.community_id,
    member_states.partner_id,
    member_states.member_key,
    sum(
        hash(
            member_states.dimension,
            member_states.category,
            member_states.period_type,
            member_states.period_start,
            member_states.state,
            member_states.has_contributed
        )
    )::varchar as contribution,
from member_states
group by member_states.community_id, member_states.partner_id, member_states.member_key
