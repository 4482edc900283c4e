-- marts.recovery_rates: Recovery and change at each follow-up, in exact counts of members.
-- One row per community_id, stratum, period, rule set and follow-up.
--
-- Recovery and reliable recovery are counted over at_caseness_count; improvement, deterioration
-- and no change over scored_count (NHS England, A guide to IAPT data and publications, 2.1);
-- response and remission over at_caseness_count. At end_literal everyone finished is in both
-- denominators, scored or not, and recovery and reliable recovery alone are counted.
-- community_id 'all' is the programme. period is 'all' or the year of the baseline.
-- A group of which nobody is counted has no row: that it has one would tell that one of a few
-- people has a baseline, and whoever is counted nowhere has no contribution.

with

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

episode_strata as (
    select * from strata.episode_strata
),

follow_ups as (
    select * from reference.follow_ups
),

rule_sets as (
    select * from reference.rule_sets
),

-- By landmark only what lies strictly after the landmark is an outcome. A rule set that does not
-- classify has no rates.
stratified as (
    select
        episode_strata.community_id,
        episode_strata.dimension,
        episode_strata.category,
        year(episode_outcomes.baseline_on)::varchar as baseline_year,
        episode_outcomes.rule_set,
        episode_outcomes.follow_up,
        episode_outcomes.has_reliable_change,
        episode_outcomes.has_reliable_change
        and episode_outcomes.follow_up <> 'end_literal' as has_classes,
        episode_outcomes.was_at_caseness,
        episode_outcomes.has_recovered,
        episode_outcomes.has_reliably_recovered,
        episode_outcomes.has_reliably_improved,
        episode_outcomes.has_reliably_deteriorated,
        episode_outcomes.is_unchanged,
        episode_outcomes.has_remission
        and episode_outcomes.follow_up <> 'end_literal' as has_degrees,
        episode_outcomes.has_responded,
        episode_outcomes.has_remitted,
    from episode_outcomes
    inner join episode_strata
        on
            episode_outcomes.partner_id = episode_strata.partner_id
            and episode_outcomes.member_key = episode_strata.member_key
            and episode_outcomes.rule_set = episode_strata.rule_set
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    left join follow_ups on episode_outcomes.follow_up = follow_ups.follow_up
    where
        rule_sets.is_classified
        and episode_outcomes.is_counted
        and (
            episode_strata.landmark_days is null
            or episode_strata.landmark_days < follow_ups.earliest_days
        )
),

-- What the rule set or the follow-up does not tell has counts that are null, not 0.
counted as (
    select
        stratified.community_id,
        stratified.dimension,
        stratified.category,
        coalesce(stratified.baseline_year, 'all') as period,
        stratified.rule_set,
        stratified.follow_up,
        count(*) as scored_count,
        count(*) filter (where stratified.was_at_caseness) as at_caseness_count,
        count(*) filter (where stratified.has_recovered) as recovered_count,
        case
            when stratified.has_reliable_change
                then count(*) filter (where stratified.has_reliably_recovered)
        end as reliably_recovered_count,
        case
            when stratified.has_classes
                then count(*) filter (where stratified.has_reliably_improved)
        end as reliably_improved_count,
        case
            when stratified.has_classes
                then count(*) filter (where stratified.has_reliably_deteriorated)
        end as reliably_deteriorated_count,
        case
            when stratified.has_classes
                then count(*) filter (where stratified.is_unchanged)
        end as unchanged_count,
        case
            when stratified.has_degrees then count(*) filter (where stratified.has_responded)
        end as responded_count,
        case
            when stratified.has_degrees then count(*) filter (where stratified.has_remitted)
        end as remitted_count,
    from stratified
    group by
        grouping sets (
            (
                stratified.community_id,
                stratified.dimension,
                stratified.category,
                stratified.baseline_year,
                stratified.rule_set,
                stratified.has_reliable_change,
                stratified.has_classes,
                stratified.has_degrees,
                stratified.follow_up
            ),
            (
                stratified.community_id,
                stratified.dimension,
                stratified.category,
                stratified.rule_set,
                stratified.has_reliable_change,
                stratified.has_classes,
                stratified.has_degrees,
                stratified.follow_up
            )
        )
)

select
    counted.community_id,
    counted.dimension,
    counted.category,
    counted.period,
    counted.rule_set,
    counted.follow_up,
    counted.scored_count,
    counted.at_caseness_count,
    counted.recovered_count,
    counted.reliably_recovered_count,
    counted.reliably_improved_count,
    counted.reliably_deteriorated_count,
    counted.unchanged_count,
    counted.responded_count,
    counted.remitted_count,
from counted
