-- published.benchmark_gaps: how far a rate lies from the literature's, and what that may mean.
-- One row per group, benchmark, year, rule set, follow-up, outcome and adjustment.
-- Source: a crude gap is the published rate minus the benchmark's (published.benchmarks), taken as
-- exact, on hundredths, its limits outward; adjusted ones come from exact data, on the grid:
-- benchmark_share is then what the benchmark's own rates by age or gender would give among our
-- members. comparison: better, similar or worse by the whole interval and the outcome's polarity.
-- A group whose denominator is hidden has no row: one would tell that there is somebody.
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
        smallest_judged_count,
        fine_share_step,
    from release.policy
),

-- Which count is set against which.
outcomes as (
    select
        outcome,
        numerator_name,
        denominator_name,
    from reference.outcomes
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'recovery_rates'
),

-- The crude rates over all periods, from the published counts.
crude_rates as (
    select
        released_rates.community_id,
        released_rates.dimension,
        released_rates.category,
        released_rates.rule_set,
        released_rates.follow_up,
        released_rates.as_of,
        {
            'outcome': outcomes.outcome,
            'x': shown_rows.counts[outcomes.numerator_name].shown_count,
            'x_status': shown_rows.counts[outcomes.numerator_name].status,
            'n': shown_rows.counts[outcomes.denominator_name].shown_count,
            'n_status': shown_rows.counts[outcomes.denominator_name].status
        } as pair,
        shown_rows.counts[outcomes.numerator_name].rate as proportion,
    from released_rates
    cross join outcomes
    inner join shown_rows
        on
            shown_rows.row_keys = [
                released_rates.community_id,
                released_rates.dimension,
                released_rates.category,
                'all',
                released_rates.rule_set,
                released_rates.follow_up,
            ]
),

compared as (
    select
        benchmark_gaps.*,
        crude_rates.proportion,
        benchmarks.benchmark_rate,
        coalesce(crude_rates.pair.x_status, 'suppressed') in ('ok', 'zero') as is_shown,
        crude_rates.pair.n_status as denominator_status,
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
where denominator_status = 'ok'
