-- outcomes.episode_outcomes: What became of each episode at each follow-up.
-- One row per member, rule set and follow-up.
--
-- Windows (day_30 to day_730): the assessment nearest to the target day, a tie going to the
-- earlier; all its scores lie in the window. Eligible: the scores are covered to the window's end.
-- end_paired: finished episodes, by the last assessment up to the end, all its scores 14 days or
-- more after the baseline. end_literal: the NHS's way of counting, everyone finished in the
-- denominator; whoever has no last assessment has not recovered. Only recovery and reliable
-- recovery are told by it: who was not scored is no less likely to be worse.
-- has_any_follow_up: an assessment 14 days or more after the baseline. is_counted: in the
-- denominators; the flags of who is not counted are null, and so are those that a rule set or a
-- follow-up cannot tell: reliable ones where no reliable change is published, recovery where there
-- is no caseness.
-- Response (the score at least halved) and remission (hardly any symptoms left) are told of those
-- at caseness, by rule sets of one questionnaire on which remission is defined.

with

episodes as (
    select * from facts.episodes
),

assessments as (
    select * from histories.assessments
),

rule_sets as (
    select * from reference.rule_sets
),

follow_ups as (
    select * from reference.follow_ups
),

instruments as (
    select * from reference.instruments
),

-- Assessments after the baseline, with their day since it.
follow_up_assessments as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        episodes.ended_on,
        episodes.is_finished,
        assessments.assessed_on,
        assessments.primary_score,
        assessments.secondary_score,
        assessments.assessed_on - episodes.baseline_on as assessed_day,
        assessments.earlier_scored_on - episodes.baseline_on as earlier_scored_day,
    from episodes
    inner join assessments
        on
            episodes.partner_id = assessments.partner_id
            and episodes.member_key = assessments.member_key
            and episodes.rule_set = assessments.rule_set
            and episodes.baseline_on < assessments.assessed_on
),

in_windows as (
    select
        follow_up_assessments.*,
        follow_ups.follow_up,
        row_number() over (
            partition by
                follow_up_assessments.partner_id,
                follow_up_assessments.member_key,
                follow_up_assessments.rule_set,
                follow_ups.follow_up
            order by
                abs(follow_up_assessments.assessed_day - follow_ups.target_days),
                follow_up_assessments.assessed_day
        ) as place,
    from follow_up_assessments
    inner join follow_ups
        on
            follow_up_assessments.earlier_scored_day >= follow_ups.earliest_days
            and follow_up_assessments.assessed_day <= follow_ups.latest_days
),

before_end as (
    select
        follow_up_assessments.*,
        row_number() over (
            partition by
                follow_up_assessments.partner_id,
                follow_up_assessments.member_key,
                follow_up_assessments.rule_set
            order by follow_up_assessments.assessed_day desc
        ) as place,
    from follow_up_assessments
    where
        follow_up_assessments.is_finished
        and follow_up_assessments.assessed_on <= follow_up_assessments.ended_on
        and follow_up_assessments.earlier_scored_day >= 14
),

chosen as (
    select
        in_windows.partner_id,
        in_windows.member_key,
        in_windows.rule_set,
        in_windows.follow_up,
        in_windows.assessed_on,
        in_windows.primary_score,
        in_windows.secondary_score,
    from in_windows
    where in_windows.place = 1
    union all
    select
        before_end.partner_id,
        before_end.member_key,
        before_end.rule_set,
        unnest(['end_paired', 'end_literal']) as follow_up,
        before_end.assessed_on,
        before_end.primary_score,
        before_end.secondary_score,
    from before_end
    where before_end.place = 1
),

-- Whether anything at all is known of the time after the baseline.
any_follow_ups as (
    select distinct
        follow_up_assessments.partner_id,
        follow_up_assessments.member_key,
        follow_up_assessments.rule_set,
    from follow_up_assessments
    where follow_up_assessments.earlier_scored_day >= 14
),

-- Every episode at every follow-up, whether or not it can be judged there.
expected as (
    select
        episodes.*,
        follow_ups.follow_up,
        any_follow_ups.member_key is not null as has_any_follow_up,
        case
            when follow_ups.latest_days is null then episodes.is_finished
            else coalesce(
                episodes.baseline_on + follow_ups.latest_days <= episodes.scores_covered_through,
                false
            )
        end as is_eligible,
    from episodes
    cross join follow_ups
    left join any_follow_ups
        on
            episodes.partner_id = any_follow_ups.partner_id
            and episodes.member_key = any_follow_ups.member_key
            and episodes.rule_set = any_follow_ups.rule_set
),

judged as (
    select
        expected.*,
        chosen.assessed_on,
        chosen.primary_score as follow_up_primary_score,
        chosen.secondary_score as follow_up_secondary_score,
        chosen.assessed_on is not null as is_scored,
        expected.is_eligible
        and (chosen.assessed_on is not null or expected.follow_up = 'end_literal') as is_counted,
        expected.is_eligible
        and chosen.assessed_on is not null
        and expected.follow_up <> 'end_literal' as is_change_told,
        case
            when rule_sets.secondary_instrument is not null
                then nhs_talking_therapies_outcome(
                    expected.baseline_primary_score,
                    chosen.primary_score,
                    expected.baseline_secondary_score,
                    chosen.secondary_score
                )
            else single_scale_outcome(
                expected.baseline_primary_score,
                chosen.primary_score,
                rule_sets.caseness_threshold,
                rule_sets.reliable_change_points,
                is_higher_better := rule_sets.is_higher_better
            )
        end as outcome,
        case
            when expected.follow_up = 'end_literal' and expected.was_at_caseness is not null
                then false
        end as if_missing,
        rule_sets.secondary_instrument is not null
        or rule_sets.reliable_change_points is not null as has_reliable_change,
        rule_sets.secondary_instrument is null
        and instruments.remission_threshold is not null as has_remission,
        response_and_remission(
            expected.baseline_primary_score,
            chosen.primary_score,
            remission_below := instruments.remission_threshold + 1
        ) as by_degree,
    from expected
    inner join rule_sets on expected.rule_set = rule_sets.rule_set
    inner join instruments on rule_sets.primary_instrument = instruments.instrument
    left join chosen
        on
            expected.partner_id = chosen.partner_id
            and expected.member_key = chosen.member_key
            and expected.rule_set = chosen.rule_set
            and expected.follow_up = chosen.follow_up
)

select
    judged.partner_id,
    judged.member_key,
    judged.rule_set,
    judged.follow_up,
    judged.baseline_on,
    judged.assessed_on,
    judged.baseline_primary_score,
    judged.baseline_secondary_score,
    judged.follow_up_primary_score,
    judged.follow_up_secondary_score,
    judged.was_at_caseness,
    judged.has_any_follow_up,
    judged.is_eligible,
    judged.is_scored,
    judged.is_counted,
    judged.has_reliable_change,
    judged.has_remission,
    case when judged.is_counted then coalesce(judged.outcome.recovery, judged.if_missing) end
        as has_recovered,
    case
        when judged.is_counted and judged.has_reliable_change
            then coalesce(judged.outcome.reliable_recovery, judged.if_missing)
    end as has_reliably_recovered,
    case
        when judged.is_change_told and judged.has_reliable_change
            then judged.outcome.reliable_improvement
    end as has_reliably_improved,
    case
        when judged.is_change_told and judged.has_reliable_change
            then judged.outcome.reliable_deterioration
    end as has_reliably_deteriorated,
    case
        when judged.is_change_told and judged.has_reliable_change
            then judged.outcome.no_reliable_change
    end as is_unchanged,
    case
        when judged.is_change_told and judged.was_at_caseness and judged.has_remission
            then judged.by_degree.response
    end as has_responded,
    case
        when judged.is_change_told and judged.was_at_caseness and judged.has_remission
            then judged.by_degree.remission
    end as has_remitted,
from judged
