-- outcomes.early_behaviours: What members did in the first 14 days after their first scores.
-- One row per member, rule set and behaviour.
--
-- Only what lies in [baseline, baseline + 14) counts, an answer to a post as much as the post: the
-- groups are fixed before any outcome (Anderson, Cain and Gelber 1983, Journal of Clinical Oncology
-- 1:710-719; reference.landmarks). Whether a post was answered within 24 hours is told of those who
-- posted, as a stratum crossed with having posted. early_participation: contributing (a post, a
-- reply or a private message), reading (any other activity), absent (none). Whose 14 days the
-- partner's exports of activity do not cover whole has no row: that they did nothing is not known.

with

all_episodes as (
    select * from facts.episodes
),

coverage as (
    select * from staging.coverage
),

episodes as (
    select
        all_episodes.partner_id,
        all_episodes.member_key,
        all_episodes.rule_set,
        all_episodes.baseline_on,
    from all_episodes
    inner join coverage
        on
            all_episodes.partner_id = coverage.partner_id
            and all_episodes.baseline_on >= coverage.covered_from
            and all_episodes.baseline_on + 14 <= coverage.covered_through
    where coverage.kind = 'activity'
),

activity as (
    select * from staging.activity
),

posts as (
    select * from facts.posts
),

did as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        bool_or(activity.activity_type = 'post') as has_posted,
        bool_or(activity.activity_type = 'reply') as has_replied,
        bool_or(activity.activity_type = 'private_message') as has_sent_private_message,
        bool_or(activity.activity_type = 'session_attended') as has_attended_session,
        bool_or(activity.is_contribution) as has_contributed,
    from episodes
    inner join activity
        on
            episodes.partner_id = activity.partner_id
            and episodes.member_key = activity.member_key
            and episodes.baseline_on <= activity.occurred_on
            and episodes.baseline_on + 14 > activity.occurred_on
    group by episodes.partner_id, episodes.member_key, episodes.rule_set
),

answered as (
    select distinct
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
    from episodes
    inner join posts
        on
            episodes.partner_id = posts.partner_id
            and episodes.member_key = posts.member_key
            and episodes.baseline_on <= posts.posted_on
            and episodes.baseline_on + 14 > posts.first_replied_on
    where posts.first_reply_hours <= 24
),

described as (
    select
        episodes.partner_id,
        episodes.member_key,
        episodes.rule_set,
        case
            when did.has_contributed then 'contributing'
            when did.member_key is not null then 'reading'
            else 'absent'
        end as early_participation,
        coalesce(did.has_posted, false) as has_posted,
        coalesce(did.has_replied, false) as has_replied,
        coalesce(did.has_sent_private_message, false) as has_sent_private_message,
        coalesce(did.has_attended_session, false) as has_attended_session,
        answered.member_key is not null as was_answered,
    from episodes
    left join did
        on
            episodes.partner_id = did.partner_id
            and episodes.member_key = did.member_key
            and episodes.rule_set = did.rule_set
    left join answered
        on
            episodes.partner_id = answered.partner_id
            and episodes.member_key = answered.member_key
            and episodes.rule_set = answered.rule_set
),

listed as (
    select
        described.partner_id,
        described.member_key,
        described.rule_set,
        unnest([
            {
                'dimension': 'early_participation',
                'category': described.early_participation
            },
            { 'dimension': 'has_posted', 'category': described.has_posted::varchar },
            { 'dimension': 'has_replied', 'category': described.has_replied::varchar },
            {
                'dimension': 'has_sent_private_message',
                'category': described.has_sent_private_message::varchar
            },
            {
                'dimension': 'has_attended_session',
                'category': described.has_attended_session::varchar
            },
            {
                'dimension': 'has_posted x was_answered_within_24_hours',
                'category': case
                    when described.has_posted then 'true x ' || described.was_answered::varchar
                end
            }
        ]) as behaviour,
    from described
)

select
    listed.partner_id,
    listed.member_key,
    listed.rule_set,
    listed.behaviour.dimension,
    listed.behaviour.category,
    14 as landmark_days,
from listed
where listed.behaviour.category is not null
