-- contributions.early_behaviours: What each member adds to the comparison by early behaviour.
-- One row per community_id and member.
--
-- The comparison is of the programme alone. contribution changes whenever anything changes that
-- the member adds to marts.early_behaviours.

with

landmark_members as (
    select * from strata.landmark_members
),

early_behaviours as (
    select * from outcomes.early_behaviours
),

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
behaved as (
    select
        early_behaviours.partner_id,
        early_behaviours.member_key,
        early_behaviours.rule_set,
        sum(hash(early_behaviours.dimension, early_behaviours.category)) as behaviours_sum,
    from early_behaviours
    group by
        early_behaviours.partner_id, early_behaviours.member_key, early_behaviours.rule_set
)

select
    'all' as community_id,
    landmark_members.partner_id,
    landmark_members.member_key,
    sum(
        hash(
            landmark_members.rule_set,
            landmark_members.follow_up,
            behaved.behaviours_sum,
            landmark_members.is_scored,
            landmark_members.has_recovered
        )
    )::varchar as contribution,
from landmark_members
inner join behaved
    on
        landmark_members.partner_id = behaved.partner_id
        and landmark_members.member_key = behaved.member_key
        and landmark_members.rule_set = behaved.rule_set
where
    landmark_members.standing = 'eligible'
    and landmark_members.landmark_days = 14
    and landmark_members.rule_set in ('phq9_gad7', 'phq9_only')
    and landmark_members.follow_up in ('day_90', 'day_180', 'day_365')
group by landmark_members.partner_id, landmark_members.member_key
