-- published.standardised_rates: crude and standardised rates, and how each differs from the rest.
-- One row per community, dimension, category, rule set, follow-up, outcome and adjustment.
-- Source: the crude rate and its gap to everyone else in the programme follow from the rounded
-- counts, by published_proportion and published_difference (Newcombe 1998, method 10: the groups
-- share nobody); standardised figures come from exact data, on the grid. comparison and
-- standardised_comparison: better, similar or worse by the whole interval and the outcome's
-- polarity, against everyone else and against the programme's own standardised rate. Where the
-- crude count is hidden, standardised figures are hidden too. A group whose denominator is hidden
-- has no row: that it has one would tell that there is somebody.
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
        smallest_judged_count,
        rounding_slack,
        fine_share_step,
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

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'recovery_rates'
),

-- The crude rates over all periods, from the published counts.
crude_rates as (
    select
        released_rates.community_id,
        released_rates.dimension,
        released_rates.category,
        released_rates.rule_set,
        released_rates.follow_up,
        released_rates.as_of,
        {
            'outcome': outcomes.outcome,
            'x': shown_rows.counts[outcomes.numerator_name].shown_count,
            'x_status': shown_rows.counts[outcomes.numerator_name].status,
            'n': shown_rows.counts[outcomes.denominator_name].shown_count,
            'n_status': shown_rows.counts[outcomes.denominator_name].status
        } as pair,
        shown_rows.counts[outcomes.numerator_name].rate as proportion,
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
where compared.pair.n_status = 'ok'
