-- published.recovery_rates: rates of recovery and of change, each with its two counts.
-- One row per community, dimension, category, period, rule set, follow-up and outcome.
-- Source: the denominators are those of NHS Talking Therapies (recovery among those at caseness,
-- change among all who were scored); rate and interval come from the rounded counts alone, by
-- the macro published_proportion. Bounds set the rate against everyone at caseness who could have
-- been scored, by the macro bounds_of_missing_outcomes; how many of those who were not at caseness
-- could have been scored is not published, so that change has no bounds.
with released_rates as (
    select
        community_id,
        dimension,
        category,
        period,
        rule_set,
        follow_up,
        as_of,
        [community_id, dimension, category, period, rule_set, follow_up] as row_keys,
    from released.recovery_rates
),

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where table_name = 'recovery_rates'
),

-- Who could have been scored, as of the same day: figures of two vintages give no bounds.
eligible as (
    select
        eligible_cells.row_keys,
        eligible_cells.shown_count,
        eligible_cells.status,
        released_funnel.as_of,
    from disclosed.cells as eligible_cells
    inner join released.follow_up_funnel as released_funnel
        on
            eligible_cells.row_keys = [
                released_funnel.community_id,
                released_funnel.dimension,
                released_funnel.category,
                released_funnel.period,
                released_funnel.rule_set,
                released_funnel.follow_up,
            ]
    where
        eligible_cells.table_name = 'follow_up_funnel'
        and eligible_cells.measure_name = 'eligible_count'
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        smallest_breakdown_count,
        rounding_slack,
        largest_hidden_count,
    from release.policy
),

-- Which count is set against which.
outcomes as (
    select
        pairs.outcome,
        pairs.numerator_name,
        pairs.denominator_name,
    from (
        values
        ('recovery', 'recovered_count', 'at_caseness_count'),
        ('reliable_recovery', 'reliably_recovered_count', 'at_caseness_count'),
        ('reliable_improvement', 'reliably_improved_count', 'scored_count'),
        ('reliable_deterioration', 'reliably_deteriorated_count', 'scored_count'),
        ('no_reliable_change', 'unchanged_count', 'scored_count')
    ) as pairs (outcome, numerator_name, denominator_name)
),

-- The two published counts of each rate, and the rate that follows from them. A denominator that
-- may be below the smallest breakdown may hide a numerator of 0 or all: then no range is given.
rates as (
    select
        released_rates.community_id,
        released_rates.dimension,
        released_rates.category,
        released_rates.period,
        released_rates.rule_set,
        released_rates.follow_up,
        released_rates.as_of,
        outcomes.outcome,
        denominators.shown_count as denominator_count,
        denominators.status as denominator_status,
        numerators.shown_count as outcome_count,
        numerators.status as outcome_status,
        published_proportion(
            numerators.shown_count,
            denominators.shown_count,
            numerators.status,
            case
                when
                    numerators.status = 'suppressed'
                    and denominators.shown_count - policy.rounding_slack
                    < policy.smallest_breakdown_count
                    then 'suppressed'
                else denominators.status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as proportion,
        case
            when outcomes.denominator_name = 'at_caseness_count'
                then bounds_of_missing_outcomes(
                    numerators.shown_count,
                    denominators.shown_count,
                    eligible.shown_count,
                    numerators.status,
                    denominators.status,
                    eligible.status,
                    smallest_n := policy.smallest_interval_count,
                    slack := policy.rounding_slack,
                    largest_hidden := policy.largest_hidden_count
                )
        end as bounds,
    from released_rates
    cross join outcomes
    cross join policy
    inner join cells as denominators
        on
            released_rates.row_keys = denominators.row_keys
            and outcomes.denominator_name = denominators.measure_name
    inner join cells as numerators
        on
            released_rates.row_keys = numerators.row_keys
            and outcomes.numerator_name = numerators.measure_name
    left join eligible
        on released_rates.row_keys = eligible.row_keys and released_rates.as_of = eligible.as_of
)

select
    rates.community_id,
    rates.dimension,
    rates.category,
    rates.period,
    rates.rule_set,
    rates.follow_up,
    rates.outcome,
    rates.denominator_count,
    rates.denominator_status,
    rates.outcome_count,
    rates.outcome_status,
    rates.proportion.rate as outcome_rate,
    rates.proportion.lower as outcome_rate_lower,
    rates.proportion.upper as outcome_rate_upper,
    rates.proportion.status as outcome_rate_status,
    rates.bounds.lower as outcome_bounds_lower,
    rates.bounds.upper as outcome_bounds_upper,
    coalesce(rates.bounds.status, 'not_defined') as outcome_bounds_status,
    rates.as_of,
from rates
