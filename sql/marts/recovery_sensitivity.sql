-- marts.recovery_sensitivity: What recovery would be under other ways with missing follow-up.
-- One row per community_id, stratum, headline rule set, follow-up and outcome.
--
-- Everyone who could have been scored is in the denominator. carried_count: recovered by the last
-- score up to the window's end. weighted_rate: by the inverse probability of having been scored
-- (ingest/weights.py); null where the model is unknown. effective_count is the smaller of the two
-- numbers of equal people that it is worth, by its weights (Kish 1965) and by its bootstrap
-- variance; its interval is Wilson's at that number, as disclosure control has it for proportions.

with

eligible_members as (
    select * from weights.eligible_members
),

weighted_rates as (
    select * from weights.weighted_rates
),

episode_strata as (
    select * from strata.episode_strata
),

follow_ups as (
    select * from reference.follow_ups
),

-- By landmark only what lies strictly after the landmark is an outcome.
stratified as (
    select
        eligible_members.*,
        episode_strata.community_id,
        episode_strata.dimension,
        episode_strata.category,
    from eligible_members
    inner join episode_strata
        on
            eligible_members.partner_id = episode_strata.partner_id
            and eligible_members.member_key = episode_strata.member_key
            and eligible_members.rule_set = episode_strata.rule_set
    inner join follow_ups on eligible_members.follow_up = follow_ups.follow_up
    where
        episode_strata.landmark_days is null
        or episode_strata.landmark_days < follow_ups.earliest_days
),

counted as (
    select
        stratified.community_id,
        stratified.dimension,
        stratified.category,
        stratified.rule_set,
        stratified.follow_up,
        count(*) as eligible_count,
        count(*) filter (where stratified.is_carried_recovery) as recovery_count,
        count(*) filter (where stratified.is_carried_reliable_recovery)
            as reliable_recovery_count,
    from stratified
    group by
        stratified.community_id,
        stratified.dimension,
        stratified.category,
        stratified.rule_set,
        stratified.follow_up
),

by_outcome as (
    select
        counted.*,
        unnest([
            { 'outcome': 'recovery', 'carried_count': counted.recovery_count },
            { 'outcome': 'reliable_recovery', 'carried_count': counted.reliable_recovery_count }
        ]) as carried,
    from counted
),

weighed as (
    select
        by_outcome.*,
        weighted_rates.weighted_rate,
        least(
            weighted_rates.weight_count,
            case
                when weighted_rates.rate_variance > 0
                    then
                        weighted_rates.weighted_rate * (1 - weighted_rates.weighted_rate)
                        / weighted_rates.rate_variance
            end
        ) as effective_count,
    from by_outcome
    left join weighted_rates
        on
            by_outcome.community_id = weighted_rates.community_id
            and by_outcome.dimension = weighted_rates.dimension
            and by_outcome.category = weighted_rates.category
            and by_outcome.rule_set = weighted_rates.rule_set
            and by_outcome.follow_up = weighted_rates.follow_up
            and by_outcome.carried.outcome = weighted_rates.outcome
),

limited as (
    select
        weighed.*,
        wilson_interval(weighed.weighted_rate * weighed.effective_count, weighed.effective_count)
            as weighted_interval,
    from weighed
)

select
    limited.community_id,
    limited.dimension,
    limited.category,
    limited.rule_set,
    limited.follow_up,
    limited.carried.outcome,
    limited.eligible_count,
    limited.carried.carried_count,
    limited.effective_count,
    limited.weighted_rate,
    limited.weighted_interval.lower as weighted_rate_lower,
    limited.weighted_interval.upper as weighted_rate_upper,
from limited
