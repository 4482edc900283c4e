-- marts.community_funnels: Which communities stand out from the programme more than chance allows.
-- One row per community_id, headline rule set, follow-up and outcome, and one for the programme.
--
-- chance_status: against the plain limits, as if communities differed by chance alone. status:
-- against limits that leave room for the spread which all of them show (Spiegelhalter 2005). Both
-- are low_998, low_95, within, high_95 or high_998. The line is the programme's rate. spread, in
-- the programme's row: the standard deviation between communities, of asin(sqrt(rate)).

with

counted_members as (
    select * from strata.counted_members
),

episode_strata as (
    select * from strata.episode_strata
),

counted as (
    select
        episode_strata.community_id,
        counted_members.rule_set,
        counted_members.follow_up,
        counted_members.outcome,
        count(*) filter (where counted_members.has_outcome) as numerator_count,
        count(*) as denominator_count,
    from counted_members
    inner join episode_strata
        on
            counted_members.partner_id = episode_strata.partner_id
            and counted_members.member_key = episode_strata.member_key
            and counted_members.rule_set = episode_strata.rule_set
    where episode_strata.dimension = 'all'
    group by
        episode_strata.community_id,
        counted_members.rule_set,
        counted_members.follow_up,
        counted_members.outcome
),

-- Too small a community has hardly a rate: it takes no part in the spread either.
funnels as (
    select
        counted.rule_set,
        counted.follow_up,
        counted.outcome,
        any_value(counted.numerator_count / counted.denominator_count) filter (
            where counted.community_id = 'all'
        ) as target_rate,
        list(counted.numerator_count order by counted.community_id) filter (
            where counted.community_id <> 'all' and counted.denominator_count >= 50
        ) as numerator_counts,
        list(counted.denominator_count order by counted.community_id) filter (
            where counted.community_id <> 'all' and counted.denominator_count >= 50
        ) as denominator_counts,
    from counted
    group by counted.rule_set, counted.follow_up, counted.outcome
),

spread as (
    select
        funnels.rule_set,
        funnels.follow_up,
        funnels.outcome,
        funnels.target_rate,
        len(funnels.numerator_counts) as community_count,
        coalesce(
            funnel_overdispersion(
                funnels.numerator_counts, funnels.denominator_counts, funnels.target_rate
            ).tau2,
            0
        ) as tau2,
    from funnels
),

limited as (
    select
        counted.*,
        counted.numerator_count / counted.denominator_count as rate,
        spread.tau2,
        spread.community_count,
        funnel_proportion_limits(spread.target_rate, counted.denominator_count) as chance_95,
        funnel_proportion_limits(
            spread.target_rate, counted.denominator_count, z := 3.090232306167813
        ) as chance_998,
        funnel_proportion_limits(
            spread.target_rate, counted.denominator_count, tau2 := spread.tau2
        ) as spread_95,
        funnel_proportion_limits(
            spread.target_rate,
            counted.denominator_count,
            z := 3.090232306167813,
            tau2 := spread.tau2
        ) as spread_998,
    from counted
    inner join spread
        on
            counted.rule_set = spread.rule_set
            and counted.follow_up = spread.follow_up
            and counted.outcome = spread.outcome
)

select
    limited.community_id,
    limited.rule_set,
    limited.follow_up,
    limited.outcome,
    case
        when limited.community_id = 'all' then null
        when limited.rate < limited.chance_998.lower then 'low_998'
        when limited.rate > limited.chance_998.upper then 'high_998'
        when limited.rate < limited.chance_95.lower then 'low_95'
        when limited.rate > limited.chance_95.upper then 'high_95'
        else 'within'
    end as chance_status,
    case
        when limited.community_id = 'all' then null
        when limited.rate < limited.spread_998.lower then 'low_998'
        when limited.rate > limited.spread_998.upper then 'high_998'
        when limited.rate < limited.spread_95.lower then 'low_95'
        when limited.rate > limited.spread_95.upper then 'high_95'
        else 'within'
    end as outlier_status,
    case
        when limited.community_id = 'all' and limited.community_count >= 2 then sqrt(limited.tau2)
    end as spread,
from limited
