-- published.recovery_sensitivity: recovery under five ways with missing follow-up, side by side.
-- One row per community, dimension, category, rule set, follow-up and outcome.
-- Source: complete cases and bounds follow from the rounded counts, by published_proportion and
-- bounds_of_missing_outcomes (Manski 1989); the carried and the weighted rate come from exact data,
-- on the grid (Seaman and White 2013, Statistical Methods in Medical Research 22:278-295). Where
-- the count of the complete cases is hidden, so are those.
with recovery_sensitivity as (
    select * from disclosed.recovery_sensitivity
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

eligible as (
    select
        row_keys[1] as community_id,
        row_keys[2] as dimension,
        row_keys[3] as category,
        row_keys[5] as rule_set,
        row_keys[6] as follow_up,
        shown_count as eligible_count,
        status as eligible_status,
    from disclosed.cells
    where
        table_name = 'follow_up_funnel'
        and measure_name = 'eligible_count'
        and row_keys[4] = 'all'
),

released_funnel as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        follow_up,
        as_of,
    from released.follow_up_funnel
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

compared as (
    select
        recovery_sensitivity.*,
        crude_rates.pair,
        crude_rates.proportion,
        eligible.eligible_count,
        eligible.eligible_status,
        coalesce(crude_rates.pair.x_status, 'suppressed') in ('ok', 'zero') as is_shown,
        case
            when crude_rates.pair is not null
                then bounds_of_missing_outcomes(
                    crude_rates.pair.x,
                    crude_rates.pair.n,
                    eligible.eligible_count,
                    crude_rates.pair.x_status,
                    crude_rates.pair.n_status,
                    eligible.eligible_status,
                    smallest_n := policy.smallest_interval_count,
                    slack := policy.rounding_slack,
                    largest_hidden := policy.largest_hidden_count
                )
        end as bounds,
    from recovery_sensitivity
    cross join policy
    left join crude_rates
        on
            recovery_sensitivity.community_id = crude_rates.community_id
            and recovery_sensitivity.dimension = crude_rates.dimension
            and recovery_sensitivity.category = crude_rates.category
            and recovery_sensitivity.rule_set = crude_rates.rule_set
            and recovery_sensitivity.follow_up = crude_rates.follow_up
            and recovery_sensitivity.outcome = crude_rates.pair.outcome
            and recovery_sensitivity.as_of = crude_rates.as_of
    left join released_funnel
        on
            recovery_sensitivity.community_id = released_funnel.community_id
            and recovery_sensitivity.dimension = released_funnel.dimension
            and recovery_sensitivity.category = released_funnel.category
            and recovery_sensitivity.rule_set = released_funnel.rule_set
            and recovery_sensitivity.follow_up = released_funnel.follow_up
            and recovery_sensitivity.as_of = released_funnel.as_of
    left join eligible
        on
            released_funnel.community_id = eligible.community_id
            and released_funnel.dimension = eligible.dimension
            and released_funnel.category = eligible.category
            and released_funnel.rule_set = eligible.rule_set
            and released_funnel.follow_up = eligible.follow_up
)

select
    compared.community_id,
    compared.dimension,
    compared.category,
    compared.rule_set,
    compared.follow_up,
    compared.outcome,
    compared.eligible_count,
    coalesce(compared.eligible_status, 'suppressed') as eligible_status,
    compared.pair.n as denominator_count,
    coalesce(compared.pair.n_status, 'suppressed') as denominator_status,
    compared.pair.x as outcome_count,
    coalesce(compared.pair.x_status, 'suppressed') as outcome_status,
    compared.proportion.rate as complete_rate,
    compared.proportion.lower as complete_rate_lower,
    compared.proportion.upper as complete_rate_upper,
    coalesce(compared.proportion.status, 'suppressed') as complete_rate_status,
    case when compared.is_shown then compared.carried_share end as carried_share,
    case when compared.is_shown then compared.carried_share_lower end as carried_share_lower,
    case when compared.is_shown then compared.carried_share_upper end as carried_share_upper,
    case when compared.is_shown then compared.carried_share_status else 'suppressed' end
        as carried_share_status,
    compared.bounds.lower as outcome_bounds_lower,
    compared.bounds.upper as outcome_bounds_upper,
    coalesce(compared.bounds.status, 'suppressed') as outcome_bounds_status,
    case when compared.is_shown then compared.effective_count end as effective_count,
    case
        when compared.is_shown and compared.effective_count is not null then 'ok' else 'suppressed'
    end
        as effective_status,
    case when compared.is_shown then compared.weighted_share end as weighted_share,
    case when compared.is_shown then compared.weighted_share_lower end as weighted_share_lower,
    case when compared.is_shown then compared.weighted_share_upper end as weighted_share_upper,
    case
        when
            compared.is_shown or compared.weighted_share_status = 'not_defined'
            then compared.weighted_share_status
        else 'suppressed'
    end as weighted_share_status,
    compared.as_of,
from compared
