-- published.crossed_recovery_rates: rates of recovery by two features at once.
-- One row per community, dimension, category, rule set, follow-up and outcome.
-- Source: as published.recovery_rates, which the rows of a single feature repeat.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        as_of,
        [community_id, dimension, category, rule_set, follow_up] as row_keys,
    from released.crossed_recovery_rates
),

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where table_name = 'crossed_recovery_rates'
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
        ('reliable_recovery', 'reliably_recovered_count', 'at_caseness_count')
    ) as pairs (outcome, numerator_name, denominator_name)
),

-- The two published counts of each rate, and the rate that follows from them. A denominator that
-- may be below the smallest breakdown may hide a numerator of 0 or all: then no range is given.
rates as (
    select
        released_rows.community_id,
        released_rows.dimension,
        released_rows.category,
        released_rows.rule_set,
        released_rows.follow_up,
        released_rows.as_of,
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
    from released_rows
    cross join outcomes
    cross join policy
    inner join cells as denominators
        on
            released_rows.row_keys = denominators.row_keys
            and outcomes.denominator_name = denominators.measure_name
    inner join cells as numerators
        on
            released_rows.row_keys = numerators.row_keys
            and outcomes.numerator_name = numerators.measure_name
)

select
    rates.community_id,
    rates.dimension,
    rates.category,
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
    rates.as_of,
from rates
