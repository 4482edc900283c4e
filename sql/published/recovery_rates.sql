-- published.recovery_rates: rates of recovery and of change, each with its two counts.
-- One row per community, dimension, category, period, rule set, follow-up and outcome.
-- Source: the denominators are those of NHS Talking Therapies (recovery among those at caseness,
-- change among all who were scored); rate and interval come from the rounded counts alone, by
-- the macro published_proportion. Bounds set the rate against everyone at caseness who could have
-- been scored, by the macro bounds_of_missing_outcomes; how many of those who were not at caseness
-- could have been scored is not published, so that change has no bounds. At end_literal nobody is
-- missing: the missing already count as not recovered.
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

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'recovery_rates'
),

-- Who could have been scored, as of the same day: figures of two vintages give no bounds.
eligible as (
    select
        funnel_rows.row_keys,
        funnel_rows.counts['eligible_count'].shown_count as shown_count,
        funnel_rows.counts['eligible_count'].status as status,
        released_funnel.as_of,
    from shown.rows as funnel_rows
    inner join released.follow_up_funnel as released_funnel
        on
            funnel_rows.row_keys = [
                released_funnel.community_id,
                released_funnel.dimension,
                released_funnel.category,
                released_funnel.period,
                released_funnel.rule_set,
                released_funnel.follow_up,
            ]
    where funnel_rows.table_name = 'follow_up_funnel'
),

policy as (
    select
        smallest_interval_count,
        rounding_slack,
        largest_hidden_count,
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

-- The two published counts of each rate, and the rate that follows from them. Some outcomes are not
-- defined under every rule set.
rates as (
    select
        released_rates.community_id,
        released_rates.dimension,
        released_rates.category,
        released_rates.period,
        released_rates.rule_set,
        released_rates.follow_up,
        released_rates.row_keys,
        released_rates.as_of,
        outcomes.outcome,
        outcomes.denominator_name,
        shown_rows.counts[outcomes.numerator_name] as numerator,
        shown_rows.counts[outcomes.denominator_name] as denominator,
    from released_rates
    cross join outcomes
    inner join shown_rows on released_rates.row_keys = shown_rows.row_keys
    where shown_rows.counts[outcomes.numerator_name] is not null
),

bounded as (
    select
        rates.*,
        case
            when rates.denominator_name = 'at_caseness_count' and rates.follow_up <> 'end_literal'
                then bounds_of_missing_outcomes(
                    rates.numerator.shown_count,
                    rates.denominator.shown_count,
                    eligible.shown_count,
                    rates.numerator.status,
                    rates.denominator.status,
                    eligible.status,
                    smallest_n := policy.smallest_interval_count,
                    slack := policy.rounding_slack,
                    largest_hidden := policy.largest_hidden_count
                )
        end as bounds,
    from rates
    cross join policy
    left join eligible on rates.row_keys = eligible.row_keys and rates.as_of = eligible.as_of
)

select
    bounded.community_id,
    bounded.dimension,
    bounded.category,
    bounded.period,
    bounded.rule_set,
    bounded.follow_up,
    bounded.outcome,
    bounded.denominator.shown_count as denominator_count,
    bounded.denominator.status as denominator_status,
    bounded.numerator.shown_count as outcome_count,
    bounded.numerator.status as outcome_status,
    bounded.numerator.rate.rate as outcome_rate,
    bounded.numerator.rate.lower as outcome_rate_lower,
    bounded.numerator.rate.upper as outcome_rate_upper,
    bounded.numerator.rate.status as outcome_rate_status,
    bounded.bounds.lower as outcome_bounds_lower,
    bounded.bounds.upper as outcome_bounds_upper,
    coalesce(bounded.bounds.status, 'not_defined') as outcome_bounds_status,
    bounded.as_of,
from bounded
