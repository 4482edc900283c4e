-- marts.benchmark_gaps: How far rates lie from those of the literature, other compositions allowed.
-- One row per community_id, stratum, benchmark, year, rule set, follow-up, outcome and adjustment.
--
-- gap: our rate minus the benchmark's, taken as exact; adjusted for age (or gender), the benchmark
-- is what its own rates by age would give among our members whose age is known (indirect
-- standardisation: PHE, Technical guide, 2018), and the interval is Wilson's of our rate. Crude
-- rows hold no figures: their gap follows from the published counts. Years before the newest are
-- set beside the whole programme alone.

with

counted_members as (
    select * from strata.counted_members
),

episode_strata as (
    select * from strata.episode_strata
),

benchmarks as (
    select * from facts.benchmarks
),

-- Without the engagement bands: they hold those alone who were there and ill at the landmark, and
-- who had recovered by then would be in what they are compared with (immortal time). The bands are
-- compared with each other, in marts.landmark_comparisons.
cells as (
    select
        episode_strata.community_id,
        episode_strata.dimension,
        episode_strata.category,
        counted_members.rule_set,
        counted_members.follow_up,
        counted_members.outcome,
        case
            when counted_members.age_band in ('under_18', '18_24', 'unknown')
                then counted_members.age_band
            when counted_members.age_band in ('65_74', '75_and_over') then '65_and_over'
            else '25_64'
        end as age,
        counted_members.gender,
        count(*) filter (where counted_members.has_outcome) as numerator_count,
        count(*) as denominator_count,
    from counted_members
    inner join episode_strata
        on
            counted_members.partner_id = episode_strata.partner_id
            and counted_members.member_key = episode_strata.member_key
            and counted_members.rule_set = episode_strata.rule_set
    where episode_strata.landmark_days is null
    group by all
),

-- Nothing is adjusted for what makes the groups themselves.
strata as (
    select
        cells.*,
        unnest([
            { 'adjustment': 'crude', 'stratum': 'all' },
            {
                'adjustment': 'age',
                'stratum': case when cells.dimension <> 'age_band' then cells.age end
            },
            {
                'adjustment': 'gender',
                'stratum': case when cells.dimension <> 'gender' then cells.gender end
            }
        ]) as placed,
    from cells
),

-- Members whose age (gender) the reference does not tell have no place in it.
compared as (
    select
        strata.community_id,
        strata.dimension,
        strata.category,
        benchmarks.benchmark_id,
        benchmarks.reporting_year,
        strata.rule_set,
        strata.follow_up,
        strata.outcome,
        benchmarks.adjustment,
        sum(strata.numerator_count) as numerator_count,
        sum(strata.denominator_count) as known_count,
        sum(strata.denominator_count * benchmarks.benchmark_rate)
        / sum(strata.denominator_count) as benchmark_rate,
    from strata
    inner join benchmarks
        on
            strata.rule_set = benchmarks.rule_set
            and strata.follow_up = benchmarks.follow_up
            and strata.outcome = benchmarks.outcome
            and strata.placed.adjustment = benchmarks.adjustment
            and strata.placed.stratum = benchmarks.stratum
    where
        benchmarks.is_newest
        or (strata.community_id = 'all' and strata.dimension = 'all')
    group by
        strata.community_id,
        strata.dimension,
        strata.category,
        benchmarks.benchmark_id,
        benchmarks.reporting_year,
        strata.rule_set,
        strata.follow_up,
        strata.outcome,
        benchmarks.adjustment
),

limited as (
    select
        compared.*,
        wilson_interval(compared.numerator_count, compared.known_count) as own,
    from compared
)

select
    limited.community_id,
    limited.dimension,
    limited.category,
    limited.benchmark_id,
    limited.reporting_year,
    limited.rule_set,
    limited.follow_up,
    limited.outcome,
    limited.adjustment,
    case when limited.adjustment <> 'crude' then limited.known_count end as known_count,
    case when limited.adjustment <> 'crude' then limited.benchmark_rate end as benchmark_rate,
    case
        when limited.adjustment <> 'crude'
            then limited.numerator_count / limited.known_count - limited.benchmark_rate
    end as gap,
    case when limited.adjustment <> 'crude' then limited.own.lower - limited.benchmark_rate end
        as gap_lower,
    case when limited.adjustment <> 'crude' then limited.own.upper - limited.benchmark_rate end
        as gap_upper,
from limited
