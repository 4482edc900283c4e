-- facts.benchmarks: What the literature found elsewhere, to set rates of recovery beside.
-- One row per benchmark, reporting year, rule set, follow-up, outcome, adjustment and stratum.
--
-- nhs_england: face-to-face care, comparable by its own rule (both scales) at the last pair of a
-- finished episode alone; by age and by gender where the reference publishes them, one way each,
-- of the newest year. nhs_peer_support: its psychoeducational peer support for depression.
-- Others: the natural course without treatment. Rates follow from the counts of the reference:
-- recovery over finished minus NOT at caseness, change over all finished (NHS England, A guide to
-- IAPT data and publications, 2.1). The references' last age groups are one year off ours: 18 to 25
-- for our 18 to 24, 26 to 64 for our 25 to 64.

with

england as (
    select * from reference.nhs_talking_therapies_england
),

england_groups as (
    select * from reference.nhs_talking_therapies_groups
),

depression_therapies as (
    select * from reference.nhs_depression_therapies
),

natural_course as (
    select * from reference.natural_course
),

counts as (
    select
        'nhs_england' as benchmark_id,
        england.reporting_year,
        'crude' as adjustment,
        'all' as stratum,
        england.finished_count as scored_count,
        england.finished_count - england.not_at_caseness_count as case_count,
        england.recovered_count,
        england.reliably_recovered_count,
        england.reliably_improved_count,
        england.reliably_deteriorated_count,
    from england
    union all
    select
        'nhs_england' as benchmark_id,
        england_groups.reporting_year,
        case england_groups.dimension when 'age_group' then 'age' else 'gender' end as adjustment,
        case england_groups.category
            when 'Under 18' then 'under_18'
            when '18 to 25' then '18_24'
            when '26 to 64' then '25_64'
            when 'Female' then 'woman'
            when 'Male' then 'man'
            else '65_and_over'
        end as stratum,
        sum(england_groups.finished_count) as scored_count,
        sum(england_groups.finished_count - england_groups.not_at_caseness_count) as case_count,
        sum(england_groups.recovered_count) as recovered_count,
        sum(england_groups.reliably_recovered_count) as reliably_recovered_count,
        sum(england_groups.reliably_improved_count) as reliably_improved_count,
        sum(england_groups.reliably_deteriorated_count) as reliably_deteriorated_count,
    from england_groups
    where
        england_groups.reporting_year = '2024-25'
        and (
            england_groups.dimension = 'age_group'
            or england_groups.category in ('Female', 'Male')
        )
    group by all
    union all
    select
        'nhs_peer_support' as benchmark_id,
        depression_therapies.reporting_year,
        'crude' as adjustment,
        'all' as stratum,
        depression_therapies.course_count as scored_count,
        depression_therapies.course_count - depression_therapies.not_at_caseness_count
            as case_count,
        depression_therapies.recovered_count,
        depression_therapies.reliably_recovered_count,
        depression_therapies.reliably_improved_count,
        depression_therapies.reliably_deteriorated_count,
    from depression_therapies
    where depression_therapies.therapy = 'Psychoeducational peer support'
),

rated as (
    select
        counts.*,
        unnest([
            { 'outcome': 'recovery', 'rate': counts.recovered_count / counts.case_count },
            {
                'outcome': 'reliable_recovery',
                'rate': counts.reliably_recovered_count / counts.case_count
            },
            {
                'outcome': 'reliable_improvement',
                'rate': counts.reliably_improved_count / counts.scored_count
            },
            {
                'outcome': 'reliable_deterioration',
                'rate': counts.reliably_deteriorated_count / counts.scored_count
            }
        ]) as benchmark,
    from counts
),

-- Depression alone was followed there: by whom PHQ-9 10 or more falls below 10, or, under both
-- scales, by the nearest that we have.
untreated as (
    select
        natural_course.study,
        natural_course.after_days,
        natural_course.remission_rate,
        unnest(
            case natural_course.study
                when 'fukase_2022' then ['phq9_only'] else ['phq9_gad7', 'phq9_only']
            end
        ) as rule_set,
    from natural_course
)

select
    rated.benchmark_id,
    rated.reporting_year,
    'phq9_gad7' as rule_set,
    'end_paired' as follow_up,
    rated.benchmark.outcome,
    rated.adjustment,
    rated.stratum,
    rated.benchmark.rate as benchmark_rate,
    rated.reporting_year = max(rated.reporting_year) over (partition by rated.benchmark_id)
        as is_newest,
from rated
union all
select
    untreated.study as benchmark_id,
    '' as reporting_year,
    untreated.rule_set,
    'day_' || untreated.after_days as follow_up,
    'recovery' as outcome,
    'crude' as adjustment,
    'all' as stratum,
    untreated.remission_rate as benchmark_rate,
    true as is_newest,
from untreated
