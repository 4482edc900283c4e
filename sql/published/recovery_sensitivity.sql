-- published.recovery_sensitivity: recovery under five ways with missing follow-up, side by side.
-- One row per community, dimension, category, rule set, follow-up and outcome.
-- Source: complete cases and bounds follow from the rounded counts, by published_proportion and
-- bounds_of_missing_outcomes (Manski 1989); the carried and the weighted rate come from exact data,
-- on the grid (Seaman and White 2013, Statistical Methods in Medical Research 22:278-295). Where
-- the count of the complete cases is hidden, so are those. A group of which not even the count of
-- the eligible is shown has no row: that it has one would tell that there is somebody.
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
        counts['eligible_count'].shown_count as eligible_count,
        counts['eligible_count'].status as eligible_status,
    from shown.rows
    where table_name = 'follow_up_funnel' and row_keys[4] = 'all'
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
        smallest_judged_count,
        rounding_slack,
        largest_hidden_count,
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
where compared.eligible_status = 'ok'
