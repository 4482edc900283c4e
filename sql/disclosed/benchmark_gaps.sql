-- disclosed.benchmark_gaps: gaps to benchmarks at our own ages or genders, on the grid.
-- One row per group, benchmark, year, rule set, follow-up, outcome and adjustment.
-- Source: the macro disclosed_grid holds the rule, release.policy its thresholds. Crude gaps need
-- none of it: they follow from published counts. The only reader of the exact figures.
with released_rows as (
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
        known_count,
        benchmark_rate,
        gap,
        gap_lower,
        gap_upper,
        as_of,
    from released.benchmark_gaps
),

policy as (
    select
        smallest_share_count,
        smallest_middle_share_count,
        smallest_fine_share_count,
        coarse_share_step,
        middle_share_step,
        fine_share_step,
    from release.policy
),

laid as (
    select
        released_rows.*,
        disclosed_grid(
            released_rows.gap,
            released_rows.gap_lower,
            released_rows.gap_upper,
            released_rows.known_count,
            coarse_step := policy.coarse_share_step,
            middle_step := policy.middle_share_step,
            fine_step := policy.fine_share_step,
            smallest_n := policy.smallest_share_count,
            smallest_middle_n := policy.smallest_middle_share_count,
            smallest_fine_n := policy.smallest_fine_share_count
        ) as grid,
    from released_rows
    cross join policy
)

select
    laid.community_id,
    laid.dimension,
    laid.category,
    laid.benchmark_id,
    laid.reporting_year,
    laid.rule_set,
    laid.follow_up,
    laid.outcome,
    laid.adjustment,
    case
        when laid.grid is not null then round(round(laid.benchmark_rate / grid.step) * grid.step, 9)
    end
        as benchmark_share,
    case
        when laid.adjustment = 'crude' then 'not_defined'
        when laid.grid is null then 'suppressed'
        else 'ok'
    end as benchmark_share_status,
    grid.rate as gap,
    grid.lower as gap_lower,
    grid.upper as gap_upper,
    laid.as_of,
from laid
