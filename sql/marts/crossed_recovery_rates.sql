-- marts.crossed_recovery_rates: Recovery by two features at once, in exact counts of members.
-- One row per community_id, stratum, rule set and follow-up.
--
-- Of the programme alone (community_id 'all'), the two headline rule sets and day 180. A stratum
-- crosses two dimensions ('platform_type x rurality' | 'forum x urban'); the rows of either alone
-- and of all together are margins, equal to those of marts.recovery_rates. Who belongs to two
-- communities may stand in two categories of a pair. Rows and counts as in marts.recovery_rates;
-- change and deterioration are not crossed: nearly all of their cells would be below 8, and what
-- hides them would hide the totals too.

with

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

episode_strata as (
    select * from strata.episode_strata
),

crossed_dimensions as (
    select * from reference.crossed_dimensions
),

outcomes_at_follow_up as (
    select * from episode_outcomes
    where follow_up = 'day_180' and rule_set in ('phq9_gad7', 'phq9_only') and is_counted
),

programme_strata as (
    select * from episode_strata
    where community_id = 'all'
),

crossed as (
    select
        first_strata.partner_id,
        first_strata.member_key,
        first_strata.rule_set,
        first_strata.dimension || ' x ' || second_strata.dimension as dimension,
        first_strata.category || ' x ' || second_strata.category as category,
    from crossed_dimensions
    inner join programme_strata as first_strata
        on crossed_dimensions.first_dimension = first_strata.dimension
    inner join programme_strata as second_strata
        on
            crossed_dimensions.second_dimension = second_strata.dimension
            and first_strata.partner_id = second_strata.partner_id
            and first_strata.member_key = second_strata.member_key
            and first_strata.rule_set = second_strata.rule_set
),

margins as (
    select
        programme_strata.partner_id,
        programme_strata.member_key,
        programme_strata.rule_set,
        programme_strata.dimension,
        programme_strata.category,
    from programme_strata
    where
        programme_strata.dimension in (
            select crossed_dimensions.first_dimension from crossed_dimensions
            union all
            select crossed_dimensions.second_dimension from crossed_dimensions
            union all
            select 'all'
        )
),

strata as (
    select * from crossed
    union all
    select * from margins
)

select
    'all' as community_id,
    strata.dimension,
    strata.category,
    outcomes_at_follow_up.rule_set,
    outcomes_at_follow_up.follow_up,
    count(*) as scored_count,
    count(*) filter (where outcomes_at_follow_up.was_at_caseness) as at_caseness_count,
    count(*) filter (where outcomes_at_follow_up.has_recovered) as recovered_count,
    count(*) filter (where outcomes_at_follow_up.has_reliably_recovered)
        as reliably_recovered_count,
from strata
inner join outcomes_at_follow_up
    on
        strata.partner_id = outcomes_at_follow_up.partner_id
        and strata.member_key = outcomes_at_follow_up.member_key
        and strata.rule_set = outcomes_at_follow_up.rule_set
group by
    strata.dimension,
    strata.category,
    outcomes_at_follow_up.rule_set,
    outcomes_at_follow_up.follow_up
