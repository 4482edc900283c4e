-- strata.counted_members: Who is in the denominator of a rate that is compared, and what is known.
-- One row per member, headline rule set, follow-up and outcome in whose denominator the member is.
--
-- Recovery is counted among those at caseness, change among all who were scored (NHS England, A
-- guide to IAPT data and publications, 2.1). Severity and age stand in the few groups that are
-- standardised for: finer ones leave empty strata in a community of 200 people. Below caseness the
-- PHQ-9 hardly differs where recovery is counted, so those join the moderate group there. The
-- follow-up that counts the missing as failures (end_literal) is not compared.

with

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

episodes as (
    select * from facts.episodes
),

membership_strata as (
    select * from facts.membership_strata
),

rule_sets as (
    select * from reference.rule_sets
),

-- A person's age band and gender are the same in all of their memberships.
persons as (
    select
        membership_strata.partner_id,
        membership_strata.member_key,
        any_value(membership_strata.category) filter (
            where membership_strata.dimension = 'age_band'
        ) as age_band,
        any_value(membership_strata.category) filter (
            where membership_strata.dimension = 'gender'
        ) as gender,
    from membership_strata
    where membership_strata.community_id = 'all'
    group by membership_strata.partner_id, membership_strata.member_key
),

described as (
    select
        episode_outcomes.*,
        episodes.baseline_severity,
        persons.age_band,
        persons.gender,
        unnest([
            {
                'outcome': 'recovery',
                'is_of_cases': true,
                'has_outcome': episode_outcomes.has_recovered
            },
            {
                'outcome': 'reliable_recovery',
                'is_of_cases': true,
                'has_outcome': episode_outcomes.has_reliably_recovered
            },
            {
                'outcome': 'reliable_improvement',
                'is_of_cases': false,
                'has_outcome': episode_outcomes.has_reliably_improved
            },
            {
                'outcome': 'reliable_deterioration',
                'is_of_cases': false,
                'has_outcome': episode_outcomes.has_reliably_deteriorated
            }
        ]) as judged,
    from episode_outcomes
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    inner join episodes
        on
            episode_outcomes.partner_id = episodes.partner_id
            and episode_outcomes.member_key = episodes.member_key
            and episode_outcomes.rule_set = episodes.rule_set
    inner join persons
        on
            episode_outcomes.partner_id = persons.partner_id
            and episode_outcomes.member_key = persons.member_key
    where
        rule_sets.is_headline
        and episode_outcomes.is_counted
        and episode_outcomes.follow_up <> 'end_literal'
)

select
    described.partner_id,
    described.member_key,
    described.rule_set,
    described.follow_up,
    described.judged.outcome,
    case
        when described.baseline_severity not in ('minimal', 'mild')
            then described.baseline_severity
        when described.judged.is_of_cases then 'moderate'
        else 'below_moderate'
    end as severity_group,
    case
        when described.age_band in ('under_18', '18_24', '25_34') then 'under_35'
        when described.age_band <> 'unknown' then '35_and_over'
        else 'unknown'
    end as age_group,
    described.age_band,
    described.gender,
    described.judged.has_outcome,
from described
where described.was_at_caseness or not described.judged.is_of_cases
