-- contributions.activity_hours: What each member adds to a release unit of activity by hour.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.activity_hours.

with

hour_members as (
    select * from strata.hour_members
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    hour_members.community_id,
    hour_members.partner_id,
    hour_members.member_key,
    sum(
        hash(
            hour_members.dimension,
            hour_members.category,
            hour_members.day_of_week,
            hour_members.part_of_day,
            hour_members.contribution_count,
            hour_members.has_opened_crisis_help
        )
    )::varchar as contribution,
from hour_members
group by hour_members.community_id, hour_members.partner_id, hour_members.member_key
