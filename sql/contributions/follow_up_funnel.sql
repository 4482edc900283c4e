-- contributions.follow_up_funnel: What each member adds to a release unit of the funnel.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.follow_up_funnel.
-- A sum of hashes does not depend on the order of rows, and xor would cancel equal ones.

with

memberships as (
    select * from histories.memberships
),

membership_strata as (
    select * from facts.membership_strata
),

rule_sets as (
    select * from reference.rule_sets
),

-- A rule set that does not classify has no rates.
episode_outcomes as (
    select episode_outcomes.*
    from outcomes.episode_outcomes
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    where rule_sets.is_classified
),

episode_strata as (
    select * from strata.episode_strata
),

joinings as (
    select
        memberships.partner_id,
        memberships.member_key,
        year(min(memberships.joined_on)) as joined_year,
    from memberships
    group by memberships.partner_id, memberships.member_key
),

member_sums as (
    select
        membership_strata.community_id,
        membership_strata.partner_id,
        membership_strata.member_key,
        sum(distinct hash(membership_strata.dimension, membership_strata.category)) as strata_sum,
    from membership_strata
    group by
        membership_strata.community_id,
        membership_strata.partner_id,
        membership_strata.member_key
),

episode_sums as (
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

outcome_sums as (
    select
        episode_outcomes.partner_id,
        episode_outcomes.member_key,
        episode_outcomes.rule_set,
        sum(
            hash(
                episode_outcomes.follow_up,
                year(episode_outcomes.baseline_on),
                episode_outcomes.was_at_caseness,
                episode_outcomes.has_any_follow_up,
                episode_outcomes.is_eligible,
                episode_outcomes.is_scored
            )
        ) as outcomes_sum,
    from episode_outcomes
    group by
        episode_outcomes.partner_id, episode_outcomes.member_key, episode_outcomes.rule_set
),

episode_contributions as (
    select
        episode_sums.community_id,
        episode_sums.partner_id,
        episode_sums.member_key,
        sum(hash(episode_sums.rule_set, episode_sums.strata_sum, outcome_sums.outcomes_sum))
            as episodes_sum,
    from episode_sums
    inner join outcome_sums
        on
            episode_sums.partner_id = outcome_sums.partner_id
            and episode_sums.member_key = outcome_sums.member_key
            and episode_sums.rule_set = outcome_sums.rule_set
    group by episode_sums.community_id, episode_sums.partner_id, episode_sums.member_key
)

select
    member_sums.community_id,
    member_sums.partner_id,
    member_sums.member_key,
    hash(member_sums.strata_sum, joinings.joined_year, episode_contributions.episodes_sum)::varchar
        as contribution,
from member_sums
inner join joinings
    on
        member_sums.partner_id = joinings.partner_id
        and member_sums.member_key = joinings.member_key
left join episode_contributions
    on
        member_sums.community_id = episode_contributions.community_id
        and member_sums.partner_id = episode_contributions.partner_id
        and member_sums.member_key = episode_contributions.member_key
