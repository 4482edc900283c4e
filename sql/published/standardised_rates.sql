-- published.standardised_rates: crude and standardised rates, and how each differs from the rest.
-- One row per community, dimension, category, rule set, follow-up, outcome and adjustment.
-- Source: the crude rate and its gap to everyone else in the programme follow from the rounded
-- counts, by published_proportion and published_difference (Newcombe 1998, method 10: the groups
-- share nobody); standardised figures come from exact data, on the grid. comparison and
-- standardised_comparison: better, similar or worse by the whole interval and the outcome's
-- polarity, against everyone else and against the programme's own standardised rate. Where the
-- crude count is hidden, standardised figures are hidden too.
with standardised_rates as (
    select * from disclosed.standardised_rates
),

-- As of when the crude rates stand: figures of two vintages are not set side by side.
released_rates as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        as_of,
    from released.recovery_rates
    where period = 'all'
),

policy as (
    select
        smallest_interval_count,
        smallest_point_count,
        smallest_breakdown_count,
        smallest_judged_count,
        rounding_slack,
        largest_hidden_count,
        fine_share_step,
    from release.policy
),

-- The published counts of the crude rates, side by side, over all periods.
counts as (
    select
        row_keys[1] as community_id,
        row_keys[2] as dimension,
        row_keys[3] as category,
        row_keys[5] as rule_set,
        row_keys[6] as follow_up,
        max(shown_count) filter (where measure_name = 'scored_count') as scored_count,
        max(status) filter (where measure_name = 'scored_count') as scored_status,
        max(shown_count) filter (where measure_name = 'at_caseness_count') as at_caseness_count,
        max(status) filter (where measure_name = 'at_caseness_count') as at_caseness_status,
        max(shown_count) filter (where measure_name = 'recovered_count') as recovered_count,
        max(status) filter (where measure_name = 'recovered_count') as recovered_status,
        max(shown_count) filter (where measure_name = 'reliably_recovered_count')
            as reliably_recovered_count,
        max(status) filter (where measure_name = 'reliably_recovered_count')
            as reliably_recovered_status,
        max(shown_count) filter (where measure_name = 'reliably_improved_count')
            as reliably_improved_count,
        max(status) filter (where measure_name = 'reliably_improved_count')
            as reliably_improved_status,
        max(shown_count) filter (where measure_name = 'reliably_deteriorated_count')
            as reliably_deteriorated_count,
        max(status) filter (where measure_name = 'reliably_deteriorated_count')
            as reliably_deteriorated_status,
    from disclosed.cells
    where table_name = 'recovery_rates' and row_keys[4] = 'all'
    group by row_keys
),

-- Which count is set against which.
crude as (
    select
        counts.community_id,
        counts.dimension,
        counts.category,
        counts.rule_set,
        counts.follow_up,
        released_rates.as_of,
        unnest([
            {
                'outcome': 'recovery',
                'x': counts.recovered_count,
                'x_status': counts.recovered_status,
                'n': counts.at_caseness_count,
                'n_status': counts.at_caseness_status
            },
            {
                'outcome': 'reliable_recovery',
                'x': counts.reliably_recovered_count,
                'x_status': counts.reliably_recovered_status,
                'n': counts.at_caseness_count,
                'n_status': counts.at_caseness_status
            },
            {
                'outcome': 'reliable_improvement',
                'x': counts.reliably_improved_count,
                'x_status': counts.reliably_improved_status,
                'n': counts.scored_count,
                'n_status': counts.scored_status
            },
            {
                'outcome': 'reliable_deterioration',
                'x': counts.reliably_deteriorated_count,
                'x_status': counts.reliably_deteriorated_status,
                'n': counts.scored_count,
                'n_status': counts.scored_status
            }
        ]) as pair,
    from counts
    inner join released_rates
        on
            counts.community_id = released_rates.community_id
            and counts.dimension = released_rates.dimension
            and counts.category = released_rates.category
            and counts.rule_set = released_rates.rule_set
            and counts.follow_up = released_rates.follow_up
),

-- A denominator that may be below the smallest breakdown may hide a numerator of 0 or all: then no
-- range is given.
crude_rates as (
    select
        crude.*,
        published_proportion(
            crude.pair.x,
            crude.pair.n,
            crude.pair.x_status,
            case
                when
                    crude.pair.x_status = 'suppressed'
                    and crude.pair.n - policy.rounding_slack < policy.smallest_breakdown_count
                    then 'suppressed'
                else crude.pair.n_status
            end,
            smallest_n := policy.smallest_interval_count,
            smallest_point_n := policy.smallest_point_count,
            slack := policy.rounding_slack,
            largest_hidden := policy.largest_hidden_count
        ) as proportion,
    from crude
    cross join policy
),

-- Everyone, by the same counts and by the same adjustment.
programme_counts as (
    select
        rule_set,
        follow_up,
        pair,
        as_of,
    from crude_rates
    where community_id = 'all' and dimension = 'all'
),

programme_rates as (
    select
        rule_set,
        follow_up,
        outcome,
        adjustment,
        standardised_share,
        as_of,
    from standardised_rates
    where community_id = 'all' and dimension = 'all'
),

compared as (
    select
        standardised_rates.*,
        crude_rates.pair,
        crude_rates.proportion,
        coalesce(crude_rates.pair.x_status, 'suppressed') in ('ok', 'zero') as is_shown,
        programme_rates.standardised_share as programme_share,
        case standardised_rates.outcome
            when 'reliable_deterioration' then 'lower' else 'higher'
        end as polarity,
        -- What the programme has beside this group is known within twice the rounding.
        case
            when standardised_rates.community_id = 'all' and standardised_rates.dimension = 'all'
                then null
            else published_difference(
                crude_rates.pair.x,
                crude_rates.pair.n,
                programme_counts.pair.x - crude_rates.pair.x,
                programme_counts.pair.n - crude_rates.pair.n,
                case
                    when
                        list_contains(
                            [
                                crude_rates.pair.x_status,
                                crude_rates.pair.n_status,
                                programme_counts.pair.x_status,
                                programme_counts.pair.n_status
                            ],
                            'withheld'
                        )
                        then 'withheld'
                    else 'ok'
                end,
                smallest_n := policy.smallest_interval_count,
                smallest_point_n := policy.smallest_point_count,
                slack := policy.rounding_slack,
                slack2 := 2 * policy.rounding_slack,
                step := policy.fine_share_step
            )
        end as difference,
    from standardised_rates
    cross join policy
    left join crude_rates
        on
            standardised_rates.community_id = crude_rates.community_id
            and standardised_rates.dimension = crude_rates.dimension
            and standardised_rates.category = crude_rates.category
            and standardised_rates.rule_set = crude_rates.rule_set
            and standardised_rates.follow_up = crude_rates.follow_up
            and standardised_rates.outcome = crude_rates.pair.outcome
            and standardised_rates.as_of = crude_rates.as_of
    left join programme_counts
        on
            standardised_rates.rule_set = programme_counts.rule_set
            and standardised_rates.follow_up = programme_counts.follow_up
            and standardised_rates.outcome = programme_counts.pair.outcome
            and standardised_rates.as_of = programme_counts.as_of
    left join programme_rates
        on
            standardised_rates.rule_set = programme_rates.rule_set
            and standardised_rates.follow_up = programme_rates.follow_up
            and standardised_rates.outcome = programme_rates.outcome
            and standardised_rates.adjustment = programme_rates.adjustment
            and standardised_rates.as_of = programme_rates.as_of
)

select
    compared.community_id,
    compared.dimension,
    compared.category,
    compared.rule_set,
    compared.follow_up,
    compared.outcome,
    compared.adjustment,
    compared.pair.n as denominator_count,
    coalesce(compared.pair.n_status, 'suppressed') as denominator_status,
    compared.pair.x as outcome_count,
    coalesce(compared.pair.x_status, 'suppressed') as outcome_status,
    compared.proportion.rate as outcome_rate,
    compared.proportion.lower as outcome_rate_lower,
    compared.proportion.upper as outcome_rate_upper,
    coalesce(compared.proportion.status, 'suppressed') as outcome_rate_status,
    compared.difference.difference as rest_gap,
    compared.difference.lower as rest_gap_lower,
    compared.difference.upper as rest_gap_upper,
    coalesce(compared.difference.status, 'not_compared') as rest_gap_status,
    compare_with_benchmark(
        compared.difference.lower, compared.difference.upper, 0, compared.polarity
    ) as comparison,
    case when compared.is_shown then compared.effective_count end as effective_count,
    case
        when compared.is_shown and compared.effective_count is not null then 'ok' else 'suppressed'
    end
        as effective_status,
    case when compared.is_shown then compared.standardised_share end as standardised_share,
    case when compared.is_shown then compared.standardised_share_lower end
        as standardised_share_lower,
    case when compared.is_shown then compared.standardised_share_upper end
        as standardised_share_upper,
    case
        when
            compared.is_shown or compared.standardised_share_status = 'not_defined'
            then compared.standardised_share_status
        else 'suppressed'
    end as standardised_share_status,
    case
        when compared.is_shown and (compared.community_id != 'all' or compared.dimension != 'all')
            then compare_with_benchmark(
                compared.standardised_share_lower,
                compared.standardised_share_upper,
                compared.programme_share,
                compared.polarity
            )
    end as standardised_comparison,
    case when compared.is_shown then compared.standardised_ratio end as standardised_ratio,
    case when compared.is_shown then compared.standardised_ratio_lower end
        as standardised_ratio_lower,
    case when compared.is_shown then compared.standardised_ratio_upper end
        as standardised_ratio_upper,
    case
        when
            compared.is_shown or compared.standardised_ratio_status = 'not_compared'
            then compared.standardised_ratio_status
        else 'suppressed'
    end as standardised_ratio_status,
    compared.as_of,
from compared
