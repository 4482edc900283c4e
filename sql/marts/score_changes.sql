-- marts.score_changes: Mean first score and mean change on each questionnaire, exactly.
-- One row per community_id, stratum, rule set of one questionnaire and follow-up.
--
-- Of members with both scores: the first one, and the one nearest to the follow-up's day. A change
-- is last less first, in points of the questionnaire, whichever direction is better. community_id
-- 'all' is the programme. By engagement band only follow-ups after the landmark count; there, and
-- where the rule set has a caseness, of those alone who began at caseness.

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

-- Rule sets of two questionnaires have no one change.
changes as (
    select
        episode_strata.community_id,
        episode_strata.dimension,
        episode_strata.category,
        episode_outcomes.rule_set,
        episode_outcomes.follow_up,
        episode_outcomes.baseline_primary_score as first_score,
        episode_outcomes.follow_up_primary_score
        - episode_outcomes.baseline_primary_score as change_score,
    from episode_outcomes
    inner join episode_strata
        on
            episode_outcomes.partner_id = episode_strata.partner_id
            and episode_outcomes.member_key = episode_strata.member_key
            and episode_outcomes.rule_set = episode_strata.rule_set
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    inner join follow_ups on episode_outcomes.follow_up = follow_ups.follow_up
    where
        rule_sets.secondary_instrument is null
        and episode_outcomes.is_counted
        and episode_outcomes.is_scored
        and (
            episode_strata.landmark_days is null
            or episode_strata.landmark_days < follow_ups.earliest_days
        )
)

select
    changes.community_id,
    changes.dimension,
    changes.category,
    changes.rule_set,
    changes.follow_up,
    count(*) as scored_count,
    avg(changes.first_score) as first_mean,
    stddev_samp(changes.first_score) as first_deviation,
    avg(changes.change_score) as change_mean,
    stddev_samp(changes.change_score) as change_deviation,
from changes
where changes.follow_up != 'end_literal'
group by
    changes.community_id,
    changes.dimension,
    changes.category,
    changes.rule_set,
    changes.follow_up
