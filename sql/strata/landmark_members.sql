-- strata.landmark_members: Where each episode at caseness stands in the comparisons by landmark.
-- One row per member, rule set, landmark and follow-up that lies wholly after the landmark.
--
-- standing: not_covered (activity from the baseline to the landmark, or the follow-up's window),
-- left or below_caseness (by the landmark), else eligible. Whether someone was scored again and
-- recovered is told of the eligible alone. The band of who is not covered tells what was seen.

with

landmarks as (
    select * from outcomes.landmarks
),

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

follow_ups as (
    select * from reference.follow_ups
),

rule_sets as (
    select * from reference.rule_sets
),

-- Only what lies strictly after the landmark is an outcome.
judged as (
    select
        landmarks.partner_id,
        landmarks.member_key,
        landmarks.rule_set,
        follow_ups.follow_up,
        landmarks.landmark_days,
        landmarks.engagement_band,
        case
            when landmarks.exclusion = 'not_covered' or not episode_outcomes.is_eligible
                then 'not_covered'
            when landmarks.exclusion = 'none' then 'eligible'
            else landmarks.exclusion
        end as standing,
        episode_outcomes.is_scored,
        episode_outcomes.has_recovered,
    from landmarks
    inner join rule_sets on landmarks.rule_set = rule_sets.rule_set
    inner join follow_ups on landmarks.landmark_days < follow_ups.earliest_days
    inner join episode_outcomes
        on
            landmarks.partner_id = episode_outcomes.partner_id
            and landmarks.member_key = episode_outcomes.member_key
            and landmarks.rule_set = episode_outcomes.rule_set
            and follow_ups.follow_up = episode_outcomes.follow_up
    where rule_sets.is_classified and landmarks.exclusion != 'not_at_caseness'
)

select
    judged.partner_id,
    judged.member_key,
    judged.rule_set,
    judged.follow_up,
    judged.landmark_days,
    judged.engagement_band,
    judged.standing,
    judged.standing = 'eligible' and judged.is_scored as is_scored,
    judged.standing = 'eligible' and coalesce(judged.has_recovered, false) as has_recovered,
from judged
