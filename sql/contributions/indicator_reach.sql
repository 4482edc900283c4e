-- contributions.indicator_reach: Who stands behind a release unit of reach: nobody known.
-- One row per community_id and member: none, ever.
--
-- Partners send how many people they reached, never whom: no member comes or goes here. The counts
-- are suppressed and rounded like counts of members all the same.

with

indicator_members as (
    select * from registry.indicator_members
)

select
    indicator_members.community_id,
    indicator_members.partner_id,
    indicator_members.member_key,
    '' as contribution,
from indicator_members
where false
