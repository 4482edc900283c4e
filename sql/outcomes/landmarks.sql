-- outcomes.landmarks: How much a member wrote before a landmark day, for those still at risk then.
-- One row per member, rule set and landmark (14, 30 or 60 days after the baseline).
--
-- Comparing people by what they wrote over the whole time misleads: to write often one must stay,
-- and whoever recovers early and moves on writes little (in a simulation in which writing has no
-- effect, those who wrote five posts or more seem to recover 0.44 times as often as the others).
-- So the band is fixed by posts and replies in [baseline, baseline + landmark), and outcomes are
-- counted strictly after it (Anderson, Cain and Gelber 1983, Journal of Clinical Oncology
-- 1:710-719). Excluded, and counted by reason: not at caseness at the baseline, the days from the
-- baseline to the landmark not covered, the member gone by then, a score below caseness by then.
-- Covered is told of activity for itself: where no export shows what was written, nobody knows that
-- nothing was. Whether someone is "still there" is never judged by later activity.

with

episodes as (
    select * from facts.episodes
),

assessments as (
    select * from histories.assessments
),

activity as (
    select * from staging.activity
),

rule_sets as (
    select * from reference.rule_sets
),

landmarks as (
    select * from reference.landmarks
),

-- What a partner's exports of activity cover; without them there is no row.
activity_coverage as (
    select * from staging.coverage
    where kind = 'activity'
),

-- Days on which posts and replies were written, near enough to a baseline to matter.
writing_days as (
    select
        activity.partner_id,
        activity.member_key,
        activity.occurred_on,
        count(*) as written_count,
    from activity
    where activity.activity_type in ('post', 'reply')
    group by activity.partner_id, activity.member_key, activity.occurred_on
),

expected as (
    select
        episodes.*,
        landmarks.landmark_days,
        episodes.baseline_on + landmarks.landmark_days as landmark_on,
    from episodes
    cross join landmarks
),

written as (
    select
        expected.partner_id,
        expected.member_key,
        expected.rule_set,
        expected.landmark_days,
        sum(writing_days.written_count)::bigint as written_count,
    from expected
    inner join writing_days
        on
            expected.partner_id = writing_days.partner_id
            and expected.member_key = writing_days.member_key
            and expected.baseline_on <= writing_days.occurred_on
            and expected.landmark_on > writing_days.occurred_on
    group by
        expected.partner_id, expected.member_key, expected.rule_set, expected.landmark_days
),

-- The first assessment after the baseline that is below caseness.
first_recoveries as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        min(assessments.assessed_on) as below_caseness_on,
    from episodes
    inner join assessments
        on
            episodes.partner_id = assessments.partner_id
            and episodes.member_key = assessments.member_key
            and episodes.rule_set = assessments.rule_set
            and episodes.baseline_on < assessments.assessed_on
    inner join rule_sets on episodes.rule_set = rule_sets.rule_set
    where
        not case
            when rule_sets.secondary_instrument is not null
                then nhs_talking_therapies_outcome(
                    assessments.primary_score, null, assessments.secondary_score, null
                ).caseness
            else single_scale_outcome(
                assessments.primary_score,
                null,
                rule_sets.caseness_threshold,
                rule_sets.reliable_change_points,
                is_higher_better := rule_sets.is_higher_better
            ).caseness
        end
    group by episodes.partner_id, episodes.member_key, episodes.rule_set
),

judged as (
    select
        expected.*,
        coalesce(written.written_count, 0) as written_count,
        case
            when not expected.was_at_caseness then 'not_at_caseness'
            when
                coalesce(
                    activity_coverage.covered_from > expected.baseline_on
                    or expected.landmark_on > expected.covered_through,
                    true
                )
                then 'not_covered'
            when expected.left_on <= expected.landmark_on then 'left'
            when first_recoveries.below_caseness_on <= expected.landmark_on
                then 'below_caseness'
            else 'none'
        end as exclusion,
    from expected
    left join activity_coverage on expected.partner_id = activity_coverage.partner_id
    left join written
        on
            expected.partner_id = written.partner_id
            and expected.member_key = written.member_key
            and expected.rule_set = written.rule_set
            and expected.landmark_days = written.landmark_days
    left join first_recoveries
        on
            expected.partner_id = first_recoveries.partner_id
            and expected.member_key = first_recoveries.member_key
            and expected.rule_set = first_recoveries.rule_set
)

select
    judged.partner_id,
    judged.member_key,
    judged.rule_set,
    judged.landmark_days,
    case
        when judged.written_count = 0 then '0'
        when judged.written_count <= 4 then '1_4'
        when judged.written_count <= 19 then '5_19'
        else '20_and_over'
    end as engagement_band,
    judged.exclusion,
    judged.landmark_on,
    judged.written_count,
    judged.exclusion = 'none' as is_eligible,
from judged
