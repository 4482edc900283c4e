-- contributions.score_changes: What each member contributes to the mean changes.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.score_changes. Who
-- was scored at no follow-up adds nothing, and could hide the change of one who was.

with

rule_sets as (
    select * from reference.rule_sets
),

-- Rule sets of two questionnaires have no one change.
episode_outcomes as (
    select episode_outcomes.*
    from outcomes.episode_outcomes
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    where
        rule_sets.secondary_instrument is null
        and episode_outcomes.is_counted
        and episode_outcomes.is_scored
        and episode_outcomes.follow_up != 'end_literal'
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

scored as (
    select
        episode_outcomes.partner_id,
        episode_outcomes.member_key,
        episode_outcomes.rule_set,
        sum(
            hash(
                episode_outcomes.follow_up,
                episode_outcomes.baseline_primary_score,
                episode_outcomes.follow_up_primary_score
            )
        ) as scores_sum,
    from episode_outcomes
    group by
        episode_outcomes.partner_id, episode_outcomes.member_key, episode_outcomes.rule_set
)

select
    stratified.community_id,
    stratified.partner_id,
    stratified.member_key,
    sum(hash(stratified.rule_set, stratified.strata_sum, scored.scores_sum))::varchar
        as contribution,
from stratified
inner join scored
    on
        stratified.partner_id = scored.partner_id
        and stratified.member_key = scored.member_key
        and stratified.rule_set = scored.rule_set
group by stratified.community_id, stratified.partner_id, stratified.member_key
