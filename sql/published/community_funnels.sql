-- published.community_funnels: communities against the programme, with the limits of a funnel plot.
-- One row per community, rule set, follow-up and outcome.
-- Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202. Points and limits follow from
-- rounded counts (the spread between communities, rounded, from exact ones). chance_status and
-- outlier_status were judged on exact counts, for communities whose denominator is 50 or more.
-- comparison turns the latter into better, similar or worse by the outcome's polarity. A community
-- whose denominator is hidden has no row: one would tell that there is somebody.
with community_funnels as (
    select * from disclosed.community_funnels
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

programme as (
    select
        crude_rates.rule_set,
        crude_rates.follow_up,
        crude_rates.pair,
        crude_rates.proportion,
        crude_rates.as_of,
        community_funnels.spread,
    from crude_rates
    inner join community_funnels
        on
            crude_rates.rule_set = community_funnels.rule_set
            and crude_rates.follow_up = community_funnels.follow_up
            and crude_rates.pair.outcome = community_funnels.outcome
            and crude_rates.as_of = community_funnels.as_of
    where
        crude_rates.community_id = 'all'
        and crude_rates.dimension = 'all'
        and community_funnels.community_id = 'all'
),

-- A true count may lie below the rounded one: only then is nothing told of it.
compared as (
    select
        community_funnels.*,
        crude_rates.pair,
        crude_rates.proportion,
        programme.proportion as target_proportion,
        programme.spread as programme_spread,
        coalesce(
            crude_rates.pair.n - policy.rounding_slack >= policy.smallest_judged_count
            and crude_rates.pair.x_status in ('ok', 'zero'),
            false
        ) as is_judged,
    from community_funnels
    cross join policy
    left join crude_rates
        on
            community_funnels.community_id = crude_rates.community_id
            and crude_rates.dimension = 'all'
            and community_funnels.rule_set = crude_rates.rule_set
            and community_funnels.follow_up = crude_rates.follow_up
            and community_funnels.outcome = crude_rates.pair.outcome
            and community_funnels.as_of = crude_rates.as_of
    left join programme
        on
            community_funnels.rule_set = programme.rule_set
            and community_funnels.follow_up = programme.follow_up
            and community_funnels.outcome = programme.pair.outcome
            and community_funnels.as_of = programme.as_of
    where community_funnels.community_id != 'all'
),

limited as (
    select
        compared.*,
        case
            when
                compared.is_judged
                then funnel_proportion_limits(compared.target_proportion.rate, pair.n)
        end as chance_95,
        case
            when compared.is_judged
                then
                    funnel_proportion_limits(
                        compared.target_proportion.rate, pair.n, z := 3.090232306167813
                    )
        end as chance_998,
        case
            when compared.is_judged
                then funnel_proportion_limits(
                    compared.target_proportion.rate,
                    pair.n,
                    tau2 := pow(coalesce(compared.programme_spread, 0), 2)
                )
        end as spread_95,
        case
            when compared.is_judged
                then funnel_proportion_limits(
                    compared.target_proportion.rate,
                    pair.n,
                    z := 3.090232306167813,
                    tau2 := pow(coalesce(compared.programme_spread, 0), 2)
                )
        end as spread_998,
    from compared
)

select
    limited.community_id,
    limited.rule_set,
    limited.follow_up,
    limited.outcome,
    limited.pair.n as denominator_count,
    coalesce(limited.pair.n_status, 'suppressed') as denominator_status,
    limited.pair.x as outcome_count,
    coalesce(limited.pair.x_status, 'suppressed') as outcome_status,
    limited.proportion.rate as outcome_rate,
    limited.proportion.lower as outcome_rate_lower,
    limited.proportion.upper as outcome_rate_upper,
    coalesce(limited.proportion.status, 'suppressed') as outcome_rate_status,
    limited.target_proportion.rate as target_rate,
    limited.target_proportion.lower as target_rate_lower,
    limited.target_proportion.upper as target_rate_upper,
    coalesce(limited.target_proportion.status, 'suppressed') as target_rate_status,
    limited.chance_95.lower as chance_95_lower,
    limited.chance_95.upper as chance_95_upper,
    case when limited.chance_95 is null then 'suppressed' else 'interval' end as chance_95_status,
    limited.chance_998.lower as chance_998_lower,
    limited.chance_998.upper as chance_998_upper,
    case when limited.chance_998 is null then 'suppressed' else 'interval' end as chance_998_status,
    limited.spread_95.lower as spread_95_lower,
    limited.spread_95.upper as spread_95_upper,
    case when limited.spread_95 is null then 'suppressed' else 'interval' end as spread_95_status,
    limited.spread_998.lower as spread_998_lower,
    limited.spread_998.upper as spread_998_upper,
    case when limited.spread_998 is null then 'suppressed' else 'interval' end as spread_998_status,
    case when limited.is_judged then limited.chance_status end as chance_status,
    case when limited.is_judged then limited.outlier_status end as outlier_status,
    case
        when not limited.is_judged then null
        when limited.outlier_status = 'within' then 'similar'
        when
            starts_with(limited.outlier_status, 'high')
            = (limited.outcome != 'reliable_deterioration')
            then 'better'
        else 'worse'
    end as comparison,
    limited.as_of,
from limited
where limited.pair.n_status = 'ok'
