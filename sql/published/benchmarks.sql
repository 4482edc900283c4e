-- published.benchmarks: what the literature found elsewhere, as it was published.
-- One row per benchmark, reporting year, rule set, follow-up and outcome.
-- Nothing here counts our members. Means are of the PHQ-9, first and last, where they are given.
-- Source: sql/reference/nhs_talking_therapies_england.csv, nhs_depression_therapies.csv,
-- natural_course.csv, each line with its own.
with benchmarks as (
    select * from facts.benchmarks
    where adjustment = 'crude'
),

depression_therapies as (
    select * from reference.nhs_depression_therapies
    where therapy = 'Psychoeducational peer support'
)

select
    benchmarks.benchmark_id,
    benchmarks.reporting_year,
    benchmarks.rule_set,
    benchmarks.follow_up,
    benchmarks.outcome,
    benchmarks.benchmark_rate,
    benchmarks.is_newest,
    case
        when benchmarks.benchmark_id = 'nhs_peer_support' then depression_therapies.phq9_mean_first
    end
        as phq9_mean_first,
    case
        when benchmarks.benchmark_id = 'nhs_peer_support' then depression_therapies.phq9_mean_last
    end
        as phq9_mean_last,
    case
        when benchmarks.benchmark_id in ('nhs_england', 'nhs_peer_support')
            then 'NHS England, NHS Talking Therapies for anxiety and depression, annual reports'
        when benchmarks.benchmark_id = 'whiteford_2013'
            then 'Whiteford et al. 2013, Psychological Medicine 43:1569-1585'
        else 'Fukase et al. 2022'
    end as cited_source,
from benchmarks
left join depression_therapies on benchmarks.reporting_year = depression_therapies.reporting_year
