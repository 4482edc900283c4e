-- contributions.recovery_sensitivity: What each member contributes to recovery under other ways.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to
-- marts.recovery_sensitivity. The weights themselves are not in it: they move a little for everyone
-- when anybody comes, and a single arrival would look like a crowd.

with

eligible_members as (
    select * from weights.eligible_members
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
        eligible_members.partner_id,
        eligible_members.member_key,
        eligible_members.rule_set,
        sum(
            hash(
                eligible_members.follow_up,
                eligible_members.baseline_primary_score,
                eligible_members.baseline_secondary_score,
                eligible_members.written_count,
                eligible_members.contact_day_count,
                eligible_members.is_scored,
                eligible_members.has_recovered,
                eligible_members.has_reliably_recovered,
                eligible_members.is_carried_recovery,
                eligible_members.is_carried_reliable_recovery
            )
        ) as outcomes_sum,
    from eligible_members
    group by eligible_members.partner_id, eligible_members.member_key, eligible_members.rule_set
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
