-- disclosed.recovery_sensitivity: recovery under other ways with missing follow-up, on the grid.
-- One row per community, dimension, category, rule set, follow-up and outcome.
-- Source: the macro disclosed_grid holds the rule, release.policy its thresholds. The grid of the
-- carried rate goes by the rounded count of the eligible, which is published beside it; that of the
-- weighted one by its effective number. The only reader of the exact figures.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        outcome,
        eligible_count,
        carried_count,
        effective_count,
        weighted_rate,
        weighted_rate_lower,
        weighted_rate_upper,
        as_of,
    from released.recovery_sensitivity
),

policy as (
    select
        rounding_base,
        smallest_share_count,
        smallest_middle_share_count,
        smallest_fine_share_count,
        coarse_share_step,
        middle_share_step,
        fine_share_step,
    from release.policy
),

limited as (
    select
        released_rows.*,
        wilson_interval(released_rows.carried_count, released_rows.eligible_count) as carried,
    from released_rows
),

laid as (
    select
        limited.*,
        policy.rounding_base,
        policy.smallest_share_count,
        disclosed_grid(
            limited.carried_count / limited.eligible_count,
            limited.carried.lower,
            limited.carried.upper,
            policy.rounding_base * round(limited.eligible_count / policy.rounding_base),
            coarse_step := policy.coarse_share_step,
            middle_step := policy.middle_share_step,
            fine_step := policy.fine_share_step,
            smallest_n := policy.smallest_share_count,
            smallest_middle_n := policy.smallest_middle_share_count,
            smallest_fine_n := policy.smallest_fine_share_count
        ) as carried_grid,
        disclosed_grid(
            limited.weighted_rate,
            limited.weighted_rate_lower,
            limited.weighted_rate_upper,
            limited.effective_count,
            coarse_step := policy.coarse_share_step,
            middle_step := policy.middle_share_step,
            fine_step := policy.fine_share_step,
            smallest_n := policy.smallest_share_count,
            smallest_middle_n := policy.smallest_middle_share_count,
            smallest_fine_n := policy.smallest_fine_share_count
        ) as weighted_grid,
    from limited
    cross join policy
)

select
    laid.community_id,
    laid.dimension,
    laid.category,
    laid.rule_set,
    laid.follow_up,
    laid.outcome,
    carried_grid.rate as carried_share,
    carried_grid.lower as carried_share_lower,
    carried_grid.upper as carried_share_upper,
    case when laid.carried_grid is null then 'suppressed' else 'ok' end as carried_share_status,
    case
        when laid.weighted_grid is not null
            then (laid.rounding_base * round(effective_count / laid.rounding_base))::bigint
    end as effective_count,
    case
        when laid.weighted_rate is null then 'not_defined'
        when laid.weighted_grid is null then 'suppressed'
        else 'ok'
    end as weighted_share_status,
    weighted_grid.rate as weighted_share,
    weighted_grid.lower as weighted_share_lower,
    weighted_grid.upper as weighted_share_upper,
    laid.as_of,
from laid
