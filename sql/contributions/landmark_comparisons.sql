-- contributions.landmark_comparisons: What each member contributes to the comparisons by landmark.
-- One row per community_id and member.
--
-- The comparisons are of the programme alone. contribution changes whenever anything changes that
-- the member adds to marts.landmark_comparisons.

with

landmark_members as (
    select * from strata.landmark_members
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    'all' as community_id,
    landmark_members.partner_id,
    landmark_members.member_key,
    sum(
        hash(
            landmark_members.rule_set,
            landmark_members.follow_up,
            landmark_members.landmark_days,
            landmark_members.engagement_band,
            landmark_members.standing,
            landmark_members.is_scored,
            landmark_members.has_recovered
        )
    )::varchar as contribution,
from landmark_members
group by landmark_members.partner_id, landmark_members.member_key
