-- published.indicator_costs: what the programmes cost for each member, from the rounded counts.
-- One row per indicator, year and currency, of the programme alone.
-- target_status: beside the registry's target, by the whole interval and the polarity, where the
-- cost is in the target's currency; prices of different years are not made alike.
-- Source: the limits are those that the rounding allows; per recovery also those of chance, exact
-- below 10 recoveries, else Byar's (Breslow and Day 1987). The cost is taken as exact.
with released_costs as (
    select
        community_id,
        indicator_id,
        period_start,
        currency,
        round(cost_amount) as cost_amount,
        as_of,
        [community_id, indicator_id, period_start::varchar, currency] as row_keys,
    from released.indicator_costs
),

units as (
    select
        indicator_id,
        unit,
        target_value,
        target_currency,
        polarity,
    from marts.indicators
),

denominators as (
    select
        row_keys,
        counts['denominator_count'].shown_count as shown_count,
        counts['denominator_count'].status as status,
    from shown.rows
    where table_name = 'indicator_costs'
),

policy as (
    select rounding_slack from release.policy
),

-- How many members the cost may truly be divided by: fewest and most.
counts as (
    select
        released_costs.*,
        denominators.shown_count as denominator_count,
        denominators.status as denominator_status,
        case
            when units.unit = 'currency_per_recovery'
                then poisson_interval(denominators.shown_count - policy.rounding_slack).lower
            else denominators.shown_count - policy.rounding_slack
        end as fewest,
        case
            when units.unit = 'currency_per_recovery'
                then poisson_interval(denominators.shown_count + policy.rounding_slack).upper
            else denominators.shown_count + policy.rounding_slack
        end as most,
        case when released_costs.currency = units.target_currency then units.target_value end
            as target_value,
        units.polarity,
        case denominators.status
            when 'ok' then 'ok' when 'zero' then 'not_defined' else denominators.status
        end as status,
    from released_costs
    cross join policy
    left join units on released_costs.indicator_id = units.indicator_id
    inner join denominators on released_costs.row_keys = denominators.row_keys
),

valued as (
    select
        counts.indicator_id,
        counts.community_id,
        counts.period_start,
        counts.currency,
        counts.cost_amount,
        counts.denominator_count,
        counts.denominator_status,
        case when counts.status = 'ok' then counts.cost_amount / counts.denominator_count end
            as indicator_value,
        case when counts.status = 'ok' then counts.cost_amount / counts.most end
            as indicator_value_lower,
        case when counts.status = 'ok' then counts.cost_amount / counts.fewest end
            as indicator_value_upper,
        counts.status as indicator_value_status,
        counts.target_value,
        counts.polarity,
        counts.as_of,
    from counts
)

select
    valued.indicator_id,
    valued.community_id,
    valued.period_start,
    valued.currency,
    valued.cost_amount,
    valued.denominator_count,
    valued.denominator_status,
    valued.indicator_value,
    valued.indicator_value_lower,
    valued.indicator_value_upper,
    valued.indicator_value_status,
    coalesce(
        compare_with_benchmark(
            valued.indicator_value_lower,
            valued.indicator_value_upper,
            valued.target_value,
            valued.polarity
        ),
        'not_compared'
    ) as target_status,
    valued.as_of,
from valued
