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

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'crossed_recovery_rates'
),

-- Which count is set against which.
outcomes as (
    select
        outcome,
        numerator_name,
        denominator_name,
    from reference.outcomes
),

-- The two published counts of each rate, and the rate that follows from them. Some outcomes are not
-- defined under every rule set.
rates as (
    select
        released_rows.community_id,
        released_rows.dimension,
        released_rows.category,
        released_rows.rule_set,
        released_rows.follow_up,
        released_rows.as_of,
        outcomes.outcome,
        shown_rows.counts[outcomes.numerator_name] as numerator,
        shown_rows.counts[outcomes.denominator_name] as denominator,
    from released_rows
    cross join outcomes
    inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
    where shown_rows.counts[outcomes.numerator_name] is not null
)

select
    rates.community_id,
    rates.dimension,
    rates.category,
    rates.rule_set,
    rates.follow_up,
    rates.outcome,
    rates.denominator.shown_count as denominator_count,
    rates.denominator.status as denominator_status,
    rates.numerator.shown_count as outcome_count,
    rates.numerator.status as outcome_status,
    rates.numerator.rate.rate as outcome_rate,
    rates.numerator.rate.lower as outcome_rate_lower,
    rates.numerator.rate.upper as outcome_rate_upper,
    rates.numerator.rate.status as outcome_rate_status,
    rates.as_of,
from rates
