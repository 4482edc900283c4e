-- disclosed.score_changes: mean scores and changes, on the grid on which they may be shown.
-- One row per community, dimension, category, rule set and follow-up.
-- Source: the macros disclosed_mean and disclosed_mean_interval hold the rules, release.policy
-- their thresholds. The only reader of the exact means.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        scored_count,
        first_mean,
        first_deviation,
        change_mean,
        change_deviation,
        as_of,
    from released.score_changes
),

policy as (
    select
        smallest_mean_count,
        mean_decimals,
    from release.policy
),

rule_sets as (
    select
        rule_set,
        primary_instrument,
        is_higher_better,
    from reference.rule_sets
),

-- Exact intervals: of the change in points, and in standard deviations, where more is better.
estimated as (
    select
        released_rows.*,
        rule_sets.primary_instrument as instrument,
        rule_sets.is_higher_better,
        mean_interval(
            released_rows.change_mean, released_rows.change_deviation, released_rows.scored_count
        ) as in_points,
        standardised_mean_change(
            case
                when rule_sets.is_higher_better then released_rows.change_mean
                else -released_rows.change_mean
            end,
            released_rows.change_deviation,
            released_rows.first_deviation,
            released_rows.scored_count
        ) as standardised,
    from released_rows
    inner join rule_sets on released_rows.rule_set = rule_sets.rule_set
),

shown as (
    select
        estimated.*,
        disclosed_mean(
            estimated.first_mean,
            estimated.scored_count,
            smallest_n := policy.smallest_mean_count,
            decimals := policy.mean_decimals
        ) as first_points,
        disclosed_mean_interval(
            estimated.in_points.mean,
            estimated.in_points.lower,
            estimated.in_points.upper,
            estimated.scored_count,
            smallest_n := policy.smallest_mean_count,
            decimals := policy.mean_decimals
        ) as change_on_grid,
        disclosed_mean_interval(
            estimated.standardised.change,
            estimated.standardised.lower,
            estimated.standardised.upper,
            estimated.scored_count,
            smallest_n := policy.smallest_mean_count,
            decimals := policy.mean_decimals
        ) as standardised_on_grid,
    from estimated
    cross join policy
)

select
    shown.community_id,
    shown.dimension,
    shown.category,
    shown.rule_set,
    shown.follow_up,
    shown.instrument,
    shown.is_higher_better,
    shown.first_points,
    case when shown.first_points is null then 'suppressed' else 'ok' end as first_points_status,
    shown.change_on_grid.mean as change_points,
    shown.change_on_grid.lower as change_points_lower,
    shown.change_on_grid.upper as change_points_upper,
    case
        when shown.change_on_grid is null then 'suppressed'
        else 'ok'
    end as change_points_status,
    shown.standardised_on_grid.mean as standardised_change,
    shown.standardised_on_grid.lower as standardised_change_lower,
    shown.standardised_on_grid.upper as standardised_change_upper,
    case
        when shown.standardised_on_grid is not null then 'ok'
        when shown.change_on_grid is null then 'suppressed'
        else 'not_defined'
    end as standardised_change_status,
    shown.as_of,
from shown
