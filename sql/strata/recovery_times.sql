-- strata.recovery_times: How long members at caseness took to recover, to leave and to relapse.
-- One row per member, rule set, stratum of the programme and clock.
--
-- The clocks, each with the first thing that happened and the day on which watching ended:
--   recovery  from the baseline to the first recovery; watched until the last score, for who is no
--             longer scored is not known to be ill. It takes those who stopped answering to fare
--             like those who went on.
--   recovery_earliest  the same, the recovery dated on the first day on which it can have happened
--             and not on the day of the score that showed it: how far dating alone moves the curve.
--             No bound: a recovery dated early meets more people at risk, and counts for less.
--             Not by engagement band, whose members were known to be ill at the landmark.
--   first_of_recovery_and_leaving  from the baseline to the first of the two; watched until the
--             scores' coverage ends. Who is not scored cannot be seen to recover.
--   relapse   from the first recovery to the first later assessment at caseness, all its scores
--             taken anew; watched until the last such assessment.
-- By engagement band the first two clocks start at the landmark, of those alone who were still
-- there and ill then: time before it is in no band (Anderson, Cain and Gelber 1983, Journal of
-- Clinical Oncology 1:710-719). Watching stops at day 730, the last that is published.

with

episodes as (
    select * from facts.episodes
),

assessments as (
    select * from histories.assessments
),

membership_strata as (
    select * from facts.membership_strata
),

recoveries as (
    select * from outcomes.recoveries
),

landmarks as (
    select * from outcomes.landmarks
),

reference_landmarks as (
    select * from reference.landmarks
),

rule_sets as (
    select * from reference.rule_sets
),

last_assessments as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        max(assessments.assessed_on) as last_assessed_on,
    from episodes
    inner join assessments
        on
            episodes.partner_id = assessments.partner_id
            and episodes.member_key = assessments.member_key
            and episodes.rule_set = assessments.rule_set
            and episodes.baseline_on < assessments.assessed_on
    group by episodes.partner_id, episodes.member_key, episodes.rule_set
),

-- What is known of each episode that began at caseness under a rule set that classifies.
courses as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        episodes.baseline_severity,
        episodes.baseline_on,
        coalesce(last_assessments.last_assessed_on, episodes.baseline_on) as last_assessed_on,
        episodes.scores_covered_through,
        case
            when episodes.left_on <= episodes.scores_covered_through
                then greatest(episodes.left_on, episodes.baseline_on)
        end as left_on,
        recoveries.earliest_recovered_on,
        recoveries.recovered_on,
        recoveries.relapsed_on,
        coalesce(recoveries.last_assessed_on, recoveries.recovered_on) as relapse_watched_until_on,
    from episodes
    inner join rule_sets on episodes.rule_set = rule_sets.rule_set
    left join last_assessments
        on
            episodes.partner_id = last_assessments.partner_id
            and episodes.member_key = last_assessments.member_key
            and episodes.rule_set = last_assessments.rule_set
    left join recoveries
        on
            episodes.partner_id = recoveries.partner_id
            and episodes.member_key = recoveries.member_key
            and episodes.rule_set = recoveries.rule_set
    where episodes.was_at_caseness and rule_sets.is_classified
),

-- The programme's strata, with the day on which time starts.
strata as (
    select distinct
        courses.partner_id,
        courses.member_key,
        courses.rule_set,
        membership_strata.dimension,
        membership_strata.category,
        courses.baseline_on as starts_on,
    from courses
    inner join membership_strata
        on
            courses.partner_id = membership_strata.partner_id
            and courses.member_key = membership_strata.member_key
            and membership_strata.community_id = 'all'
    union all
    select
        courses.partner_id,
        courses.member_key,
        courses.rule_set,
        'baseline_severity' as dimension,
        courses.baseline_severity as category,
        courses.baseline_on as starts_on,
    from courses
    union all
    select
        landmarks.partner_id,
        landmarks.member_key,
        landmarks.rule_set,
        'engagement_band' as dimension,
        landmarks.engagement_band as category,
        landmarks.landmark_on as starts_on,
    from landmarks
    inner join reference_landmarks on landmarks.landmark_days = reference_landmarks.landmark_days
    where landmarks.is_eligible and reference_landmarks.is_headline
),

clocks as (
    select
        strata.*,
        'recovery' as clock,
        case when courses.recovered_on is not null then 'recovered' end as cause,
        coalesce(courses.recovered_on, courses.last_assessed_on) - strata.starts_on as full_days,
    from strata
    inner join courses
        on
            strata.partner_id = courses.partner_id
            and strata.member_key = courses.member_key
            and strata.rule_set = courses.rule_set
    union all
    select
        strata.*,
        'recovery_earliest' as clock,
        case when courses.recovered_on is not null then 'recovered' end as cause,
        coalesce(courses.earliest_recovered_on, courses.last_assessed_on) - strata.starts_on
            as full_days,
    from strata
    inner join courses
        on
            strata.partner_id = courses.partner_id
            and strata.member_key = courses.member_key
            and strata.rule_set = courses.rule_set
    where strata.dimension <> 'engagement_band'
    union all
    select
        strata.*,
        'first_of_recovery_and_leaving' as clock,
        case
            when coalesce(courses.recovered_on <= courses.left_on, courses.recovered_on is not null)
                then 'recovered'
            when courses.left_on is not null then 'left'
        end as cause,
        coalesce(
            least(courses.recovered_on, courses.left_on), courses.scores_covered_through
        ) - strata.starts_on as full_days,
    from strata
    inner join courses
        on
            strata.partner_id = courses.partner_id
            and strata.member_key = courses.member_key
            and strata.rule_set = courses.rule_set
    union all
    select
        strata.*,
        'relapse' as clock,
        case when courses.relapsed_on is not null then 'relapsed' end as cause,
        coalesce(courses.relapsed_on, courses.relapse_watched_until_on) - courses.recovered_on
            as full_days,
    from strata
    inner join courses
        on
            strata.partner_id = courses.partner_id
            and strata.member_key = courses.member_key
            and strata.rule_set = courses.rule_set
    where courses.recovered_on is not null
)

-- Who was last scored before the landmark is watched for no time at all.
select
    clocks.partner_id,
    clocks.member_key,
    clocks.rule_set,
    clocks.dimension,
    clocks.category,
    clocks.clock,
    case when clocks.full_days <= 730 then clocks.cause end as cause,
    least(greatest(clocks.full_days, 0), 731) as duration_days,
from clocks
