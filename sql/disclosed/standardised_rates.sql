-- disclosed.standardised_rates: standardised rates and ratios, on the grid.
-- One row per community, dimension, category, rule set, follow-up, outcome and adjustment.
-- Source: the macro disclosed_grid holds the rule for rates, disclosed_ratio that for observed over
-- expected; release.policy their thresholds. The only reader of the exact figures.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        outcome,
        adjustment,
        effective_count,
        standardised_rate,
        standardised_rate_lower,
        standardised_rate_upper,
        observed_count,
        expected_count,
        ratio_lower,
        ratio_upper,
        as_of,
    from released.standardised_rates
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
        smallest_observed_count,
    from release.policy
),

laid as (
    select
        released_rows.*,
        policy.rounding_base,
        disclosed_grid(
            released_rows.standardised_rate,
            released_rows.standardised_rate_lower,
            released_rows.standardised_rate_upper,
            released_rows.effective_count,
            coarse_step := policy.coarse_share_step,
            middle_step := policy.middle_share_step,
            fine_step := policy.fine_share_step,
            smallest_n := policy.smallest_share_count,
            smallest_middle_n := policy.smallest_middle_share_count,
            smallest_fine_n := policy.smallest_fine_share_count
        ) as grid,
        -- The ratio's own total is 1 by construction.
        case
            when released_rows.community_id != 'all' or released_rows.dimension != 'all'
                then disclosed_ratio(
                    released_rows.observed_count,
                    released_rows.expected_count,
                    smallest_observed := policy.smallest_observed_count
                )
        end as ratio,
    from released_rows
    cross join policy
)

select
    laid.community_id,
    laid.dimension,
    laid.category,
    laid.rule_set,
    laid.follow_up,
    laid.outcome,
    laid.adjustment,
    case
        when laid.grid is not null
            then (laid.rounding_base * round(effective_count / laid.rounding_base))::bigint
    end as effective_count,
    case
        when laid.standardised_rate is null then 'not_defined'
        when laid.grid is null then 'suppressed'
        else 'ok'
    end as standardised_share_status,
    grid.rate as standardised_share,
    grid.lower as standardised_share_lower,
    grid.upper as standardised_share_upper,
    case
        when laid.community_id = 'all' and laid.dimension = 'all' then 'not_compared'
        when laid.ratio is null then 'suppressed'
        else 'ok'
    end as standardised_ratio_status,
    laid.ratio as standardised_ratio,
    -- Outward, and around the ratio, whose expected number is rounded first.
    case
        when
            laid.ratio is not null
            then least(round(floor(laid.ratio_lower * 10 + 1e-6) / 10, 1), laid.ratio)
    end as standardised_ratio_lower,
    case
        when
            laid.ratio is not null
            then greatest(round(ceil(laid.ratio_upper * 10 - 1e-6) / 10, 1), laid.ratio)
    end as standardised_ratio_upper,
    laid.as_of,
from laid
