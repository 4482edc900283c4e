-- contributions.recovery_rates: What each member contributes to a release unit of recovery rates.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.recovery_rates. Who
-- is counted at no follow-up adds nothing, and could hide the change of one who does.

with

rule_sets as (
    select * from reference.rule_sets
),

-- A rule set that does not classify has no rates.
episode_outcomes as (
    select episode_outcomes.*
    from outcomes.episode_outcomes
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    where rule_sets.is_classified and episode_outcomes.is_counted
),

episode_strata as (
    select * from strata.episode_strata
),

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
stratified as (
    select
        episode_strata.community_id,
        episode_strata.partner_id,
        episode_strata.member_key,
        episode_strata.rule_set,
        sum(hash(episode_strata.dimension, episode_strata.category)) as strata_sum,
    from episode_strata
    group by
        episode_strata.community_id,
        episode_strata.partner_id,
        episode_strata.member_key,
        episode_strata.rule_set
),

judged as (
    select
        episode_outcomes.partner_id,
        episode_outcomes.member_key,
        episode_outcomes.rule_set,
        sum(
            hash(
                episode_outcomes.follow_up,
                year(episode_outcomes.baseline_on),
                episode_outcomes.was_at_caseness,
                episode_outcomes.has_recovered,
                episode_outcomes.has_reliably_recovered,
                episode_outcomes.has_reliably_improved,
                episode_outcomes.has_reliably_deteriorated,
                episode_outcomes.is_unchanged,
                episode_outcomes.has_responded,
                episode_outcomes.has_remitted
            )
        ) as outcomes_sum,
    from episode_outcomes
    group by
        episode_outcomes.partner_id, episode_outcomes.member_key, episode_outcomes.rule_set
)

select
    stratified.community_id,
    stratified.partner_id,
    stratified.member_key,
    sum(hash(stratified.rule_set, stratified.strata_sum, judged.outcomes_sum))::varchar
        as contribution,
from stratified
inner join judged
    on
        stratified.partner_id = judged.partner_id
        and stratified.member_key = judged.member_key
        and stratified.rule_set = judged.rule_set
group by stratified.community_id, stratified.partner_id, stratified.member_key
