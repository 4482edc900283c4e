-- contributions.crossed_recovery_rates: What each member adds to the recovery by two features.
-- One row per community_id and member.
--
-- The table is of the programme alone. contribution changes whenever anything changes that the
-- member adds to marts.crossed_recovery_rates; a feature that is crossed with no other may change
-- it too, which only holds a release back. Who is not counted adds nothing, and could hide the
-- change of one who does.

with

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

episode_strata as (
    select * from strata.episode_strata
),

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
stratified as (
    select
        episode_strata.partner_id,
        episode_strata.member_key,
        episode_strata.rule_set,
        sum(hash(episode_strata.dimension, episode_strata.category)) as strata_sum,
    from episode_strata
    where episode_strata.community_id = 'all'
    group by episode_strata.partner_id, episode_strata.member_key, episode_strata.rule_set
)

select
    'all' as community_id,
    stratified.partner_id,
    stratified.member_key,
    sum(
        hash(
            stratified.rule_set,
            stratified.strata_sum,
            episode_outcomes.was_at_caseness,
            episode_outcomes.has_recovered,
            episode_outcomes.has_reliably_recovered
        )
    )::varchar as contribution,
from stratified
inner join episode_outcomes
    on
        stratified.partner_id = episode_outcomes.partner_id
        and stratified.member_key = episode_outcomes.member_key
        and stratified.rule_set = episode_outcomes.rule_set
where
    episode_outcomes.follow_up = 'day_180'
    and episode_outcomes.rule_set in ('phq9_gad7', 'phq9_only')
    and episode_outcomes.is_counted
group by stratified.partner_id, stratified.member_key
