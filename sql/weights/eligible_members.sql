-- weights.eligible_members: Who should have been scored again, what is known of them, and who was.
-- One row per member, headline rule set and follow-up, among those at caseness at the baseline.
--
-- Outcomes of who was not scored are null; carried ones are judged by the last assessment up to the
-- end of the window, the baseline itself where there is no other: never recovered, then. What may
-- tell who answers was known before any window opens: the baseline's scores, and posts and replies
-- and days of contact in the 14 days from the baseline on, null where no exports of activity cover
-- these days. A follow-up that counts the missing as failures by its own rule (end_literal) has
-- nobody missing.

with

episode_outcomes as (
    select * from outcomes.episode_outcomes
),

episodes as (
    select * from facts.episodes
),

landmarks as (
    select * from outcomes.landmarks
),

assessments as (
    select * from histories.assessments
),

contact_days as (
    select * from histories.contact_days
),

follow_ups as (
    select * from reference.follow_ups
),

rule_sets as (
    select * from reference.rule_sets
),

eligible as (
    select
        episode_outcomes.*,
        episodes.ended_on,
        rule_sets.secondary_instrument is not null as has_two_scales,
        rule_sets.caseness_threshold,
        rule_sets.reliable_change_points,
        rule_sets.is_higher_better,
        coalesce(episode_outcomes.baseline_on + follow_ups.latest_days, episodes.ended_on)
            as judged_until_on,
    from episode_outcomes
    inner join episodes
        on
            episode_outcomes.partner_id = episodes.partner_id
            and episode_outcomes.member_key = episodes.member_key
            and episode_outcomes.rule_set = episodes.rule_set
    inner join rule_sets on episode_outcomes.rule_set = rule_sets.rule_set
    inner join follow_ups on episode_outcomes.follow_up = follow_ups.follow_up
    where
        rule_sets.is_headline
        and episode_outcomes.follow_up <> 'end_literal'
        and episode_outcomes.is_eligible
        and episode_outcomes.was_at_caseness
),

-- The last that is known of each by the end of the window, where anything is.
last_known as (
    select
        eligible.partner_id,
        eligible.member_key,
        eligible.rule_set,
        eligible.follow_up,
        max_by(assessments.primary_score, assessments.assessed_on) as primary_score,
        max_by(assessments.secondary_score, assessments.assessed_on) as secondary_score,
    from eligible
    inner join assessments
        on
            eligible.partner_id = assessments.partner_id
            and eligible.member_key = assessments.member_key
            and eligible.rule_set = assessments.rule_set
            and eligible.baseline_on < assessments.assessed_on
            and eligible.judged_until_on >= assessments.assessed_on
    where not eligible.is_scored
    group by
        eligible.partner_id, eligible.member_key, eligible.rule_set, eligible.follow_up
),

early_contacts as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        count(*) as contact_day_count,
    from episodes
    inner join contact_days
        on
            episodes.partner_id = contact_days.partner_id
            and episodes.member_key = contact_days.member_key
            and episodes.baseline_on <= contact_days.contact_on
            and episodes.baseline_on + 14 > contact_days.contact_on
    group by episodes.partner_id, episodes.member_key, episodes.rule_set
),

judged as (
    select
        eligible.*,
        case
            when landmarks.exclusion <> 'not_covered'
                then coalesce(early_contacts.contact_day_count, 0)
        end as contact_day_count,
        case when landmarks.exclusion <> 'not_covered' then landmarks.written_count end
            as written_count,
        case
            when eligible.has_two_scales
                then nhs_talking_therapies_outcome(
                    eligible.baseline_primary_score,
                    last_known.primary_score,
                    eligible.baseline_secondary_score,
                    last_known.secondary_score
                )
            else single_scale_outcome(
                eligible.baseline_primary_score,
                last_known.primary_score,
                eligible.caseness_threshold,
                eligible.reliable_change_points,
                is_higher_better := eligible.is_higher_better
            )
        end as carried_outcome,
    from eligible
    inner join landmarks
        on
            eligible.partner_id = landmarks.partner_id
            and eligible.member_key = landmarks.member_key
            and eligible.rule_set = landmarks.rule_set
            and landmarks.landmark_days = 14
    left join last_known
        on
            eligible.partner_id = last_known.partner_id
            and eligible.member_key = last_known.member_key
            and eligible.rule_set = last_known.rule_set
            and eligible.follow_up = last_known.follow_up
    left join early_contacts
        on
            eligible.partner_id = early_contacts.partner_id
            and eligible.member_key = early_contacts.member_key
            and eligible.rule_set = early_contacts.rule_set
)

select
    judged.partner_id,
    judged.member_key,
    judged.rule_set,
    judged.follow_up,
    judged.baseline_primary_score,
    judged.baseline_secondary_score,
    judged.written_count,
    judged.contact_day_count,
    judged.is_scored,
    judged.has_recovered,
    judged.has_reliably_recovered,
    case
        when judged.is_scored then judged.has_recovered
        else coalesce(judged.carried_outcome.recovery, false)
    end as is_carried_recovery,
    case
        when judged.is_scored then judged.has_reliably_recovered
        else coalesce(judged.carried_outcome.reliable_recovery, false)
    end as is_carried_reliable_recovery,
from judged
