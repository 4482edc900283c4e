-- strata.episode_strata: In which groups an episode is counted.
-- One row per member, rule set, community_id and stratum.
--
-- The member's own strata, and two made from the episode itself, for the programme only: severity
-- at the baseline and the engagement band by landmark. landmark_days is null except for the band,
-- whose outcomes count only after it.

with

episodes as (
    select * from facts.episodes
),

membership_strata as (
    select * from facts.membership_strata
),

landmarks as (
    select * from outcomes.landmarks
),

reference_landmarks as (
    select * from reference.landmarks
),

-- Two memberships in one stratum are one person.
member_strata as (
    select distinct
        membership_strata.partner_id,
        membership_strata.member_key,
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
    from membership_strata
)

select
    episodes.partner_id,
    episodes.member_key,
    episodes.rule_set,
    member_strata.community_id,
    member_strata.dimension,
    member_strata.category,
    null::integer as landmark_days,
from episodes
inner join member_strata
    on
        episodes.partner_id = member_strata.partner_id
        and episodes.member_key = member_strata.member_key
union all
select
    episodes.partner_id,
    episodes.member_key,
    episodes.rule_set,
    'all' as community_id,
    'baseline_severity' as dimension,
    episodes.baseline_severity as category,
    null::integer as landmark_days,
from episodes
union all
select
    landmarks.partner_id,
    landmarks.member_key,
    landmarks.rule_set,
    'all' as community_id,
    'engagement_band' as dimension,
    landmarks.engagement_band as category,
    landmarks.landmark_days::integer as landmark_days,
from landmarks
inner join reference_landmarks on landmarks.landmark_days = reference_landmarks.landmark_days
where landmarks.is_eligible and reference_landmarks.is_headline
