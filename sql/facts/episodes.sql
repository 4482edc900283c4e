-- facts.episodes: Each member's first course under a rule set, from the baseline to its end.
-- One row per member and rule set with a complete baseline in time.
--
-- Baseline: the first assessment whose scores lie in [joined - 14, joined + 30] days, at most 7
-- days apart; baseline_on is the later date. Joined: the earliest joining of any of the partner's
-- communities that a members export lists, else the first date seen.
-- End: the earliest of leaving (the last of all communities), the last contact or score before 90
-- silent days, and a year after the baseline; null while none of them has come within the covered
-- period. Finished: ended, with two contacts or more from baseline to end. A contact is a local
-- date with any activity except a visit and opening crisis help.

with

memberships as (
    select * from histories.memberships
),

assessments as (
    select * from histories.assessments
),

contact_days as (
    select * from histories.contact_days
),

silences as (
    select * from histories.silences
),

coverage as (
    select * from staging.coverage
),

rule_sets as (
    select * from reference.rule_sets
),

severity_bands as (
    select * from reference.severity_bands
),

-- One joining and one leaving per person: left only when every listed membership has ended.
persons as (
    select
        memberships.partner_id,
        memberships.member_key,
        coalesce(
            min(memberships.joined_on) filter (where not memberships.is_joining_derived),
            min(memberships.joined_on)
        ) as joined_on,
        case
            when
                bool_and(memberships.left_on is not null)
                filter (where not memberships.is_joining_derived)
                then max(memberships.left_on)
        end as left_on,
        bool_and(memberships.is_joining_derived) as is_joining_derived,
    from memberships
    group by memberships.partner_id, memberships.member_key
),

-- Whether an episode has ended can be told through the day that all its sources cover.
observed as (
    select
        coverage.partner_id,
        min(coverage.covered_through) as covered_through,
        min(coverage.covered_through)
        filter (where coverage.kind = 'outcome_scores') as scores_covered_through,
    from coverage
    where coverage.kind in ('activity', 'outcome_scores')
    group by coverage.partner_id
),

in_baseline_window as (
    select
        assessments.*,
        persons.joined_on,
        persons.left_on,
        persons.is_joining_derived,
        row_number() over (
            partition by assessments.partner_id, assessments.member_key, assessments.rule_set
            order by assessments.assessed_on
        ) as place,
    from assessments
    inner join persons
        on
            assessments.partner_id = persons.partner_id
            and assessments.member_key = persons.member_key
    where
        assessments.earlier_scored_on >= assessments.assessed_on - 7
        and assessments.earlier_scored_on >= persons.joined_on - 14
        and assessments.assessed_on <= persons.joined_on + 30
),

baselines as (
    select * from in_baseline_window
    where place = 1
),

-- The first silence that begins at or after the baseline.
first_silences as (
    select
        baselines.partner_id,
        baselines.member_key,
        baselines.rule_set,
        min(silences.last_heard_on) as silent_after_on,
    from baselines
    inner join silences
        on
            baselines.partner_id = silences.partner_id
            and baselines.member_key = silences.member_key
            and baselines.assessed_on <= silences.last_heard_on
    group by baselines.partner_id, baselines.member_key, baselines.rule_set
),

-- The three ends, each only where it lies in the covered period. Who left before the baseline was
-- scored has an episode that ends on the day it begins.
possible_ends as (
    select
        baselines.*,
        observed.covered_through,
        observed.scores_covered_through,
        first_silences.silent_after_on,
        case
            when baselines.left_on <= observed.covered_through
                then greatest(baselines.left_on, baselines.assessed_on)
        end as left_within_on,
        case
            when baselines.assessed_on + 365 <= observed.covered_through
                then baselines.assessed_on + 365
        end as year_over_on,
    from baselines
    inner join observed on baselines.partner_id = observed.partner_id
    left join first_silences
        on
            baselines.partner_id = first_silences.partner_id
            and baselines.member_key = first_silences.member_key
            and baselines.rule_set = first_silences.rule_set
),

ended as (
    select
        possible_ends.*,
        least(
            possible_ends.left_within_on,
            possible_ends.silent_after_on,
            possible_ends.year_over_on
        ) as ended_on,
    from possible_ends
),

-- Contacts from the baseline to the end, or to the end of the year where there is none yet.
contacts as (
    select
        ended.partner_id,
        ended.member_key,
        ended.rule_set,
        count(*) as contact_count,
    from ended
    inner join contact_days
        on
            ended.partner_id = contact_days.partner_id
            and ended.member_key = contact_days.member_key
            and ended.assessed_on <= contact_days.contact_on
            and coalesce(ended.ended_on, ended.assessed_on + 365) >= contact_days.contact_on
    group by ended.partner_id, ended.member_key, ended.rule_set
),

judged as (
    select
        ended.*,
        rule_sets.version as rule_set_version,
        coalesce(contacts.contact_count, 0) as contact_count,
        case
            when rule_sets.secondary_instrument is not null
                then nhs_talking_therapies_outcome(
                    ended.primary_score, null, ended.secondary_score, null
                ).caseness
            else single_scale_outcome(
                ended.primary_score,
                null,
                rule_sets.caseness_threshold,
                rule_sets.reliable_change_points,
                is_higher_better := rule_sets.is_higher_better
            ).caseness
        end as was_at_caseness,
        severity_bands.baseline_severity,
    from ended
    inner join rule_sets on ended.rule_set = rule_sets.rule_set
    left join contacts
        on
            ended.partner_id = contacts.partner_id
            and ended.member_key = contacts.member_key
            and ended.rule_set = contacts.rule_set
    left join severity_bands
        on
            rule_sets.primary_instrument = severity_bands.instrument
            and ended.primary_score between severity_bands.score_from
            and severity_bands.score_through
)

select
    judged.partner_id,
    judged.member_key,
    judged.rule_set,
    judged.rule_set_version,
    coalesce(judged.baseline_severity, 'unknown') as baseline_severity,
    case
        when judged.ended_on is null then 'not_ended'
        when judged.ended_on = judged.left_within_on then 'left'
        when judged.ended_on = judged.silent_after_on then 'silent'
        else 'year_over'
    end as end_reason,
    judged.joined_on,
    judged.left_on,
    judged.assessed_on as baseline_on,
    judged.ended_on,
    judged.covered_through,
    judged.scores_covered_through,
    judged.contact_count,
    judged.primary_score as baseline_primary_score,
    judged.secondary_score as baseline_secondary_score,
    judged.is_joining_derived,
    judged.was_at_caseness,
    judged.ended_on is not null and judged.contact_count >= 2 as is_finished,
from judged
