-- histories.assessments: The dates on which all scales of a rule set are known.
-- One row per member, rule set and date.
--
-- On the date at least one of the scales was scored; the other is its latest score, at most 14 days
-- older. The later of the two dates stands for the assessment, the earlier is kept beside it.

with

outcome_scores as (
    select * from staging.outcome_scores
),

rule_sets as (
    select * from reference.rule_sets
),

-- The scales of a rule set side by side, on each date on which one of them was scored.
scored_days as (
    select
        outcome_scores.partner_id,
        outcome_scores.member_key,
        rule_sets.rule_set,
        rule_sets.secondary_instrument is not null as has_two_scales,
        outcome_scores.scored_on,
        max(outcome_scores.score) filter (
            where outcome_scores.instrument = rule_sets.primary_instrument
        ) as primary_score,
        max(outcome_scores.score) filter (
            where outcome_scores.instrument = rule_sets.secondary_instrument
        ) as secondary_score,
    from outcome_scores
    inner join rule_sets
        on
            outcome_scores.instrument = rule_sets.primary_instrument
            or outcome_scores.instrument = rule_sets.secondary_instrument
    group by
        outcome_scores.partner_id,
        outcome_scores.member_key,
        rule_sets.rule_set,
        rule_sets.secondary_instrument,
        outcome_scores.scored_on
),

-- Each scale's latest score up to the date.
latest as (
    select
        scored_days.partner_id,
        scored_days.member_key,
        scored_days.rule_set,
        scored_days.has_two_scales,
        scored_days.scored_on as assessed_on,
        last_value(scored_days.primary_score ignore nulls) over so_far as primary_score,
        last_value(scored_days.secondary_score ignore nulls) over so_far as secondary_score,
        max(scored_days.scored_on) filter (
            where scored_days.primary_score is not null
        ) over so_far as primary_scored_on,
        max(scored_days.scored_on) filter (
            where scored_days.secondary_score is not null
        ) over so_far as secondary_scored_on,
    from scored_days
    window so_far as (
        partition by scored_days.partner_id, scored_days.member_key, scored_days.rule_set
        order by scored_days.scored_on
        rows between unbounded preceding and current row
    )
),

complete as (
    select
        latest.*,
        case
            when latest.has_two_scales
                then least(latest.primary_scored_on, latest.secondary_scored_on)
            else latest.primary_scored_on
        end as earlier_scored_on,
    from latest
    where
        latest.primary_score is not null
        and (latest.secondary_score is not null or not latest.has_two_scales)
)

select
    complete.partner_id,
    complete.member_key,
    complete.rule_set,
    complete.assessed_on,
    complete.earlier_scored_on,
    complete.primary_score,
    complete.secondary_score,
from complete
where complete.earlier_scored_on >= complete.assessed_on - 14
