-- contributions.benchmark_gaps: What each member contributes to gaps to the benchmarks.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.benchmark_gaps.

with

counted_members as (
    select * from strata.counted_members
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
    where episode_strata.landmark_days is null
    group by
        episode_strata.community_id,
        episode_strata.partner_id,
        episode_strata.member_key,
        episode_strata.rule_set
),

judged as (
    select
        counted_members.partner_id,
        counted_members.member_key,
        counted_members.rule_set,
        sum(
            hash(
                counted_members.follow_up,
                counted_members.outcome,
                counted_members.age_band,
                counted_members.gender,
                counted_members.has_outcome
            )
        ) as outcomes_sum,
    from counted_members
    group by counted_members.partner_id, counted_members.member_key, counted_members.rule_set
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
