-- marts.follow_up_funnel: How many are left at each step from joining to a score in the window.
-- One row per community_id, stratum, period, rule set and follow-up.
--
-- Each count is part of the one before it: members, with a baseline, at caseness, eligible (the
-- window lies in the covered period; finished, for the ends), with any later assessment, with one
-- in the window. in_window_count is the denominator of the recovery rate. period is 'all' or the
-- year of the baseline, for members without one the year of joining. In a stratum made from the
-- baseline (severity, engagement band) everybody has a baseline.

with

memberships as (
    select * from histories.memberships
),

membership_strata as (
    select * from facts.membership_strata
),

episodes as (
    select * from facts.episodes
),

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

episode_strata as (
    select * from strata.episode_strata
),

follow_ups as (
    select * from reference.follow_ups
),

joinings as (
    select
        memberships.partner_id,
        memberships.member_key,
        min(memberships.joined_on) as joined_on,
    from memberships
    group by memberships.partner_id, memberships.member_key
),

classified_rule_sets as (
    select * from reference.rule_sets
    where is_classified
),

-- Only rule sets that give rates, and under which anyone has a baseline.
rule_sets as (
    select distinct episodes.rule_set
    from episodes
    inner join classified_rule_sets on episodes.rule_set = classified_rule_sets.rule_set
),

-- The year in which a member is counted under a rule set.
years as (
    select
        joinings.partner_id,
        joinings.member_key,
        rule_sets.rule_set,
        year(coalesce(episodes.baseline_on, joinings.joined_on))::varchar as counted_year,
    from joinings
    cross join rule_sets
    left join episodes
        on
            joinings.partner_id = episodes.partner_id
            and joinings.member_key = episodes.member_key
            and rule_sets.rule_set = episodes.rule_set
),

-- Two memberships in one stratum are one person.
member_strata as (
    select distinct
        membership_strata.partner_id,
        membership_strata.member_key,
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
    from membership_strata
),

members_by_year as (
    select
        member_strata.community_id,
        member_strata.dimension,
        member_strata.category,
        years.counted_year,
        years.rule_set,
        count(*) as member_count,
    from member_strata
    inner join years
        on
            member_strata.partner_id = years.partner_id
            and member_strata.member_key = years.member_key
    group by
        member_strata.community_id,
        member_strata.dimension,
        member_strata.category,
        years.counted_year,
        years.rule_set
),

-- Strata made from the baseline hold nobody without one.
stratified as (
    select
        episode_strata.community_id,
        episode_strata.dimension,
        episode_strata.category,
        year(episode_outcomes.baseline_on)::varchar as counted_year,
        episode_outcomes.rule_set,
        episode_outcomes.follow_up,
        episode_outcomes.was_at_caseness,
        episode_outcomes.was_at_caseness and episode_outcomes.is_eligible as is_expected,
        episode_outcomes.has_any_follow_up,
        episode_outcomes.is_scored,
    from episode_outcomes
    inner join episode_strata
        on
            episode_outcomes.partner_id = episode_strata.partner_id
            and episode_outcomes.member_key = episode_strata.member_key
            and episode_outcomes.rule_set = episode_strata.rule_set
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    left join follow_ups on episode_outcomes.follow_up = follow_ups.follow_up
    where
        episode_strata.landmark_days is null
        or episode_strata.landmark_days < follow_ups.earliest_days
),

episodes_by_year as (
    select
        stratified.community_id,
        stratified.dimension,
        stratified.category,
        stratified.counted_year,
        stratified.rule_set,
        stratified.follow_up,
        count(*) as with_baseline_count,
        count(*) filter (where stratified.was_at_caseness) as at_caseness_count,
        count(*) filter (where stratified.is_expected) as eligible_count,
        count(*) filter (where stratified.is_expected and stratified.has_any_follow_up)
            as with_any_follow_up_count,
        count(*) filter (where stratified.is_expected and stratified.is_scored)
            as in_window_count,
    from stratified
    group by
        stratified.community_id,
        stratified.dimension,
        stratified.category,
        stratified.counted_year,
        stratified.rule_set,
        stratified.follow_up
),

-- Every stratum of members at every follow-up, also where nobody has a baseline.
members_at_follow_ups as (
    select
        members_by_year.*,
        follow_ups.follow_up,
    from members_by_year
    cross join follow_ups
),

by_year as (
    select
        coalesce(members_at_follow_ups.community_id, episodes_by_year.community_id)
            as community_id,
        coalesce(members_at_follow_ups.dimension, episodes_by_year.dimension) as dimension,
        coalesce(members_at_follow_ups.category, episodes_by_year.category) as category,
        coalesce(members_at_follow_ups.counted_year, episodes_by_year.counted_year)
            as counted_year,
        coalesce(members_at_follow_ups.rule_set, episodes_by_year.rule_set) as rule_set,
        coalesce(members_at_follow_ups.follow_up, episodes_by_year.follow_up) as follow_up,
        coalesce(members_at_follow_ups.member_count, episodes_by_year.with_baseline_count)
            as member_count,
        coalesce(episodes_by_year.with_baseline_count, 0) as with_baseline_count,
        coalesce(episodes_by_year.at_caseness_count, 0) as at_caseness_count,
        coalesce(episodes_by_year.eligible_count, 0) as eligible_count,
        coalesce(episodes_by_year.with_any_follow_up_count, 0) as with_any_follow_up_count,
        coalesce(episodes_by_year.in_window_count, 0) as in_window_count,
    from members_at_follow_ups
    full join episodes_by_year
        on
            members_at_follow_ups.community_id = episodes_by_year.community_id
            and members_at_follow_ups.dimension = episodes_by_year.dimension
            and members_at_follow_ups.category = episodes_by_year.category
            and members_at_follow_ups.counted_year = episodes_by_year.counted_year
            and members_at_follow_ups.rule_set = episodes_by_year.rule_set
            and members_at_follow_ups.follow_up = episodes_by_year.follow_up
)

-- A member is counted in one year only, so years add up to 'all'.
select
    by_year.community_id,
    by_year.dimension,
    by_year.category,
    coalesce(by_year.counted_year, 'all') as period,
    by_year.rule_set,
    by_year.follow_up,
    sum(by_year.member_count)::bigint as member_count,
    sum(by_year.with_baseline_count)::bigint as with_baseline_count,
    sum(by_year.at_caseness_count)::bigint as at_caseness_count,
    sum(by_year.eligible_count)::bigint as eligible_count,
    sum(by_year.with_any_follow_up_count)::bigint as with_any_follow_up_count,
    sum(by_year.in_window_count)::bigint as in_window_count,
from by_year
group by grouping sets (
    (
        by_year.community_id,
        by_year.dimension,
        by_year.category,
        by_year.counted_year,
        by_year.rule_set,
        by_year.follow_up
    ),
    (
        by_year.community_id,
        by_year.dimension,
        by_year.category,
        by_year.rule_set,
        by_year.follow_up
    )
)
