-- published.group_differences: how a rate differs between two groups, with its interval.
-- One row per group, group of the same kind that it is compared with, rule set, follow-up, outcome.
-- Source: Newcombe 1998, Statistics in Medicine 17:873-890, method 10, from the published counts
-- alone, by the macro published_difference: over all true counts that the rounded ones allow, a
-- numerator of 1 to 7 that is not shown taken as that range. gap is the group's rate minus the
-- other's; comparison: better, similar or worse by the whole interval and the outcome's polarity.
-- Two communities, or two categories of one dimension in the programme, over all periods, where
-- both denominators are shown; each pair stands there both ways round. Who belongs to two
-- communities counts in both: that makes the interval somewhat too wide, never too narrow, for
-- shared members draw the two rates together. Rates are crude: nothing is adjusted for. Where the
-- missing count as not recovered (end_literal), groups differ by who answers: there are no pairs.
with released_rates as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        as_of,
    from released.recovery_rates
    where
        period = 'all'
        and follow_up != 'end_literal'
        and (community_id != 'all' or dimension != 'all')
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        rounding_slack,
        fine_share_step,
        largest_hidden_count,
    from release.policy
),

-- Which count is set against which; an outcome that is neither good nor bad is not compared.
outcomes as (
    select
        outcome,
        numerator_name,
        denominator_name,
        polarity,
    from reference.outcomes
    where polarity != 'neutral'
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'recovery_rates'
),

-- Communities are compared with communities, the categories of a dimension with one another.
rates as (
    select
        released_rates.community_id,
        released_rates.dimension,
        released_rates.category,
        released_rates.rule_set,
        released_rates.follow_up,
        outcomes.outcome,
        outcomes.polarity,
        released_rates.community_id != 'all' as is_community,
        shown_rows.counts[outcomes.numerator_name] as numerator,
        shown_rows.counts[outcomes.denominator_name] as denominator,
        released_rates.as_of,
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
    where shown_rows.counts[outcomes.numerator_name] is not null
),

large_enough as (
    select rates.*
    from rates
    cross join policy
    where
        rates.denominator.status = 'ok'
        and rates.denominator.shown_count - policy.rounding_slack
        >= policy.smallest_interval_count
),

-- Figures of two vintages are not set side by side.
pairs as (
    select
        large_enough.*,
        other_groups.community_id as other_community_id,
        other_groups.category as other_category,
        other_groups.numerator as other_numerator,
        other_groups.denominator as other_denominator,
        published_difference(
            large_enough.numerator.shown_count,
            large_enough.denominator.shown_count,
            other_groups.numerator.shown_count,
            other_groups.denominator.shown_count,
            case
                when
                    'withheld' in (large_enough.numerator.status, other_groups.numerator.status)
                    then 'withheld'
                else 'ok'
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            slack2 := policy.rounding_slack,
            step := policy.fine_share_step,
            largest_hidden := policy.largest_hidden_count
        ) as difference,
    from large_enough
    cross join policy
    inner join large_enough as other_groups
        on
            large_enough.is_community = other_groups.is_community
            and large_enough.dimension = other_groups.dimension
            and large_enough.rule_set = other_groups.rule_set
            and large_enough.follow_up = other_groups.follow_up
            and large_enough.outcome = other_groups.outcome
            and large_enough.as_of = other_groups.as_of
            and (
                large_enough.community_id != other_groups.community_id
                or large_enough.category != other_groups.category
            )
)

select
    pairs.community_id,
    pairs.dimension,
    pairs.category,
    pairs.other_community_id,
    pairs.other_category,
    pairs.rule_set,
    pairs.follow_up,
    pairs.outcome,
    pairs.denominator.shown_count as denominator_count,
    pairs.denominator.status as denominator_status,
    pairs.numerator.shown_count as outcome_count,
    pairs.numerator.status as outcome_status,
    pairs.numerator.rate.rate as outcome_rate,
    pairs.numerator.rate.lower as outcome_rate_lower,
    pairs.numerator.rate.upper as outcome_rate_upper,
    pairs.numerator.rate.status as outcome_rate_status,
    pairs.other_denominator.shown_count as other_denominator_count,
    pairs.other_denominator.status as other_denominator_status,
    pairs.other_numerator.shown_count as other_outcome_count,
    pairs.other_numerator.status as other_outcome_status,
    pairs.other_numerator.rate.rate as other_outcome_rate,
    pairs.other_numerator.rate.lower as other_outcome_rate_lower,
    pairs.other_numerator.rate.upper as other_outcome_rate_upper,
    pairs.other_numerator.rate.status as other_outcome_rate_status,
    pairs.difference.difference as gap,
    pairs.difference.lower as gap_lower,
    pairs.difference.upper as gap_upper,
    pairs.difference.status as gap_status,
    compare_with_benchmark(pairs.difference.lower, pairs.difference.upper, 0, pairs.polarity)
        as comparison,
    pairs.as_of,
from pairs
