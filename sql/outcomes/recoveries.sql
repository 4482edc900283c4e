-- outcomes.recoveries: First recoveries, whether the next score confirms them, and relapses.
-- One row per member and rule set whose episode began at caseness and was once recovered.
--
-- A first recovery is the first assessment, its scores 14 days or more after the baseline, that the
-- rule set calls recovered. It happened at some time after the assessment before, or after the
-- baseline where there is none, and from day 14 on: earliest_recovered_on is the first such day.
-- Afterwards only assessments count whose scores are all later than the recovery: a pair may else
-- hold the very score that showed it. The next one confirms it or not (null: there is none yet). A
-- relapse is the first at caseness again.

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

judged as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        episodes.baseline_on,
        episodes.scores_covered_through,
        assessments.assessed_on,
        assessments.earlier_scored_on,
        case
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
        end as is_at_caseness,
    from episodes
    inner join assessments
        on
            episodes.partner_id = assessments.partner_id
            and episodes.member_key = assessments.member_key
            and episodes.rule_set = assessments.rule_set
            and episodes.baseline_on < assessments.assessed_on
    inner join rule_sets on episodes.rule_set = rule_sets.rule_set
    where episodes.was_at_caseness
),

first_recoveries as (
    select
        judged.partner_id,
        judged.member_key,
        judged.rule_set,
        judged.baseline_on,
        judged.scores_covered_through,
        min(judged.assessed_on) as recovered_on,
    from judged
    where not judged.is_at_caseness and judged.earlier_scored_on >= judged.baseline_on + 14
    group by
        judged.partner_id,
        judged.member_key,
        judged.rule_set,
        judged.baseline_on,
        judged.scores_covered_through
),

-- The assessment before: who was last seen ill then may have recovered on the day after.
beforehand as (
    select
        first_recoveries.partner_id,
        first_recoveries.member_key,
        first_recoveries.rule_set,
        max(judged.assessed_on) as previous_assessed_on,
    from first_recoveries
    inner join judged
        on
            first_recoveries.partner_id = judged.partner_id
            and first_recoveries.member_key = judged.member_key
            and first_recoveries.rule_set = judged.rule_set
            and first_recoveries.recovered_on > judged.assessed_on
    group by
        first_recoveries.partner_id, first_recoveries.member_key, first_recoveries.rule_set
),

-- What the assessments after the recovery say.
afterwards as (
    select
        judged.partner_id,
        judged.member_key,
        judged.rule_set,
        not arg_min(judged.is_at_caseness, judged.assessed_on) as is_confirmed,
        min(judged.assessed_on) as next_assessed_on,
        max(judged.assessed_on) as last_assessed_on,
        min(judged.assessed_on) filter (where judged.is_at_caseness) as relapsed_on,
    from judged
    inner join first_recoveries
        on
            judged.partner_id = first_recoveries.partner_id
            and judged.member_key = first_recoveries.member_key
            and judged.rule_set = first_recoveries.rule_set
            and judged.earlier_scored_on > first_recoveries.recovered_on
    group by judged.partner_id, judged.member_key, judged.rule_set
)

select
    first_recoveries.partner_id,
    first_recoveries.member_key,
    first_recoveries.rule_set,
    first_recoveries.baseline_on,
    greatest(
        coalesce(beforehand.previous_assessed_on + 1, first_recoveries.baseline_on + 14),
        first_recoveries.baseline_on + 14
    ) as earliest_recovered_on,
    first_recoveries.recovered_on,
    afterwards.next_assessed_on,
    afterwards.relapsed_on,
    afterwards.last_assessed_on,
    first_recoveries.scores_covered_through,
    afterwards.is_confirmed,
from first_recoveries
left join beforehand
    on
        first_recoveries.partner_id = beforehand.partner_id
        and first_recoveries.member_key = beforehand.member_key
        and first_recoveries.rule_set = beforehand.rule_set
left join afterwards
    on
        first_recoveries.partner_id = afterwards.partner_id
        and first_recoveries.member_key = afterwards.member_key
        and first_recoveries.rule_set = afterwards.rule_set
