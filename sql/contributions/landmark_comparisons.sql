-- contributions.landmark_comparisons: What each member contributes to the comparisons by landmark.
-- One row per community_id and member.
--
-- The comparisons are of the programme alone. contribution changes whenever anything changes that
-- the member adds to marts.landmark_comparisons.

with

landmark_members as (
    select * from strata.landmark_members
),

early_behaviours as (
    select * from outcomes.early_behaviours
),

behaved as (
    select
        early_behaviours.partner_id,
        early_behaviours.member_key,
        early_behaviours.rule_set,
        early_behaviours.landmark_days,
        sum(hash(early_behaviours.dimension, early_behaviours.category)) as behaviours_sum,
    from early_behaviours
    group by
        early_behaviours.partner_id,
        early_behaviours.member_key,
        early_behaviours.rule_set,
        early_behaviours.landmark_days
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
            behaved.behaviours_sum,
            landmark_members.standing,
            landmark_members.is_scored,
            landmark_members.has_recovered
        )
    )::varchar as contribution,
from landmark_members
left join behaved
    on
        landmark_members.partner_id = behaved.partner_id
        and landmark_members.member_key = behaved.member_key
        and landmark_members.rule_set = behaved.rule_set
        and landmark_members.landmark_days = behaved.landmark_days
group by landmark_members.partner_id, landmark_members.member_key
