-- published.benchmark_gaps: how far a rate lies from the literature's, and what that may mean.
-- One row per group, benchmark, year, rule set, follow-up, outcome and adjustment.
-- Source: a crude gap is the published rate minus the benchmark's (published.benchmarks), taken as
-- exact, on hundredths, its limits outward; adjusted ones come from exact data, on the grid:
-- benchmark_share is then what the benchmark's own rates by age or gender would give among our
-- members. comparison: better, similar or worse by the whole interval and the outcome's polarity.
with benchmark_gaps as (
    select * from disclosed.benchmark_gaps
),

benchmarks as (
    select * from facts.benchmarks
    where adjustment = 'crude'
),

-- As of when the crude rates stand: figures of two vintages are not set side by side.
released_rates as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        as_of,
    from released.recovery_rates
    where period = 'all'
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        smallest_breakdown_count,
        smallest_judged_count,
        rounding_slack,
        largest_hidden_count,
        fine_share_step,
    from release.policy
),

-- The published counts of the crude rates, side by side, over all periods.
counts as (
    select
        row_keys[1] as community_id,
        row_keys[2] as dimension,
        row_keys[3] as category,
        row_keys[5] as rule_set,
        row_keys[6] as follow_up,
        max(shown_count) filter (where measure_name = 'scored_count') as scored_count,
        max(status) filter (where measure_name = 'scored_count') as scored_status,
        max(shown_count) filter (where measure_name = 'at_caseness_count') as at_caseness_count,
        max(status) filter (where measure_name = 'at_caseness_count') as at_caseness_status,
        max(shown_count) filter (where measure_name = 'recovered_count') as recovered_count,
        max(status) filter (where measure_name = 'recovered_count') as recovered_status,
        max(shown_count) filter (where measure_name = 'reliably_recovered_count')
            as reliably_recovered_count,
        max(status) filter (where measure_name = 'reliably_recovered_count')
            as reliably_recovered_status,
        max(shown_count) filter (where measure_name = 'reliably_improved_count')
            as reliably_improved_count,
        max(status) filter (where measure_name = 'reliably_improved_count')
            as reliably_improved_status,
        max(shown_count) filter (where measure_name = 'reliably_deteriorated_count')
            as reliably_deteriorated_count,
        max(status) filter (where measure_name = 'reliably_deteriorated_count')
            as reliably_deteriorated_status,
    from disclosed.cells
    where table_name = 'recovery_rates' and row_keys[4] = 'all'
    group by row_keys
),

-- Which count is set against which.
crude as (
    select
        counts.community_id,
        counts.dimension,
        counts.category,
        counts.rule_set,
        counts.follow_up,
        released_rates.as_of,
        unnest([
            {
                'outcome': 'recovery',
                'x': counts.recovered_count,
                'x_status': counts.recovered_status,
                'n': counts.at_caseness_count,
                'n_status': counts.at_caseness_status
            },
            {
                'outcome': 'reliable_recovery',
                'x': counts.reliably_recovered_count,
                'x_status': counts.reliably_recovered_status,
                'n': counts.at_caseness_count,
                'n_status': counts.at_caseness_status
            },
            {
                'outcome': 'reliable_improvement',
                'x': counts.reliably_improved_count,
                'x_status': counts.reliably_improved_status,
                'n': counts.scored_count,
                'n_status': counts.scored_status
            },
            {
                'outcome': 'reliable_deterioration',
                'x': counts.reliably_deteriorated_count,
                'x_status': counts.reliably_deteriorated_status,
                'n': counts.scored_count,
                'n_status': counts.scored_status
            }
        ]) as pair,
    from counts
    inner join released_rates
        on
            counts.community_id = released_rates.community_id
            and counts.dimension = released_rates.dimension
            and counts.category = released_rates.category
            and counts.rule_set = released_rates.rule_set
            and counts.follow_up = released_rates.follow_up
),

-- A denominator that may be below the smallest breakdown may hide a numerator of 0 or all: then no
-- range is given.
crude_rates as (
    select
        crude.*,
        published_proportion(
            crude.pair.x,
            crude.pair.n,
            crude.pair.x_status,
            case
                when
                    crude.pair.x_status = 'suppressed'
                    and crude.pair.n - policy.rounding_slack < policy.smallest_breakdown_count
                    then 'suppressed'
                else crude.pair.n_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as proportion,
    from crude
    cross join policy
),

compared as (
    select
        benchmark_gaps.*,
        crude_rates.proportion,
        benchmarks.benchmark_rate,
        coalesce(crude_rates.pair.x_status, 'suppressed') in ('ok', 'zero') as is_shown,
        policy.fine_share_step,
        case benchmark_gaps.outcome
            when 'reliable_deterioration' then 'lower' else 'higher'
        end as polarity,
    from benchmark_gaps
    cross join policy
    inner join benchmarks
        on
            benchmark_gaps.benchmark_id = benchmarks.benchmark_id
            and benchmark_gaps.reporting_year = benchmarks.reporting_year
            and benchmark_gaps.rule_set = benchmarks.rule_set
            and benchmark_gaps.follow_up = benchmarks.follow_up
            and benchmark_gaps.outcome = benchmarks.outcome
    left join crude_rates
        on
            benchmark_gaps.community_id = crude_rates.community_id
            and benchmark_gaps.dimension = crude_rates.dimension
            and benchmark_gaps.category = crude_rates.category
            and benchmark_gaps.rule_set = crude_rates.rule_set
            and benchmark_gaps.follow_up = crude_rates.follow_up
            and benchmark_gaps.outcome = crude_rates.pair.outcome
            and benchmark_gaps.as_of = crude_rates.as_of
),

-- A range is of a hidden count: no gap follows from it.
gaps as (
    select
        compared.*,
        case
            when compared.adjustment != 'crude' and not compared.is_shown then 'suppressed'
            when compared.adjustment != 'crude' then compared.benchmark_share_status
            when proportion.status in ('ok', 'interval', 'withheld') then proportion.status
            else 'suppressed'
        end as status,
    from compared
),

laid as (
    select
        gaps.*,
        case
            when gaps.status = 'ok' and gaps.adjustment = 'crude'
                then round(
                    round((proportion.rate - gaps.benchmark_rate) / gaps.fine_share_step)
                    * gaps.fine_share_step,
                    9
                )
            when gaps.status = 'ok' then gaps.gap
        end as shown_gap,
        case
            when gaps.status in ('ok', 'interval') and gaps.adjustment = 'crude'
                then round(
                    floor((proportion.lower - gaps.benchmark_rate) / gaps.fine_share_step + 1e-6)
                    * gaps.fine_share_step,
                    9
                )
            when gaps.status = 'ok' then gaps.gap_lower
        end as shown_gap_lower,
        case
            when gaps.status in ('ok', 'interval') and gaps.adjustment = 'crude'
                then round(
                    ceil((proportion.upper - gaps.benchmark_rate) / gaps.fine_share_step - 1e-6)
                    * gaps.fine_share_step,
                    9
                )
            when gaps.status = 'ok' then gaps.gap_upper
        end as shown_gap_upper,
    from gaps
)

select
    community_id,
    dimension,
    category,
    benchmark_id,
    reporting_year,
    rule_set,
    follow_up,
    outcome,
    adjustment,
    case when is_shown then benchmark_share end as benchmark_share,
    case
        when is_shown or adjustment = 'crude' then benchmark_share_status else 'suppressed'
    end as benchmark_share_status,
    shown_gap as gap,
    shown_gap_lower as gap_lower,
    shown_gap_upper as gap_upper,
    status as gap_status,
    compare_with_benchmark(shown_gap_lower, shown_gap_upper, 0, polarity) as comparison,
    as_of,
from laid
