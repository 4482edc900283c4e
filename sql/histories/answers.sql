-- histories.answers: Replies to what another member wrote.
-- One row per reply and the post or reply that it answers.
--
-- A reply answers the message that it names; one that names none answers the first post of its
-- thread. Nobody answers oneself. Dates are on the community's own calendar.

with

activity as (
    select * from staging.activity
),

messages as (
    select * from activity
    where activity_type in ('post', 'reply')
),

replies as (
    select * from activity
    where activity_type = 'reply'
),

first_posts as (
    select
        activity.partner_id,
        activity.community_id,
        activity.thread_key,
        arg_min(activity.activity_key, (activity.occurred_at, activity.activity_key))
            as activity_key,
    from activity
    where activity.activity_type = 'post' and activity.thread_key is not null
    group by activity.partner_id, activity.community_id, activity.thread_key
),

naming_replies as (
    select
        replies.*,
        replies.replies_to_activity_key as answered_activity_key,
    from replies
    where replies.replies_to_activity_key is not null
),

thread_replies as (
    select
        replies.*,
        first_posts.activity_key as answered_activity_key,
    from replies
    inner join first_posts
        on
            replies.partner_id = first_posts.partner_id
            and replies.community_id = first_posts.community_id
            and replies.thread_key = first_posts.thread_key
    where replies.replies_to_activity_key is null
),

answers as (
    select * from naming_replies
    union all
    select * from thread_replies
)

select
    answers.partner_id,
    answers.activity_key as reply_activity_key,
    messages.activity_key as answered_activity_key,
    answers.community_id,
    answers.member_key as replier_key,
    messages.member_key as answered_member_key,
    messages.activity_type as answered_type,
    answers.occurred_on as replied_on,
    answers.occurred_at as replied_at,
from answers
inner join messages
    on
        answers.partner_id = messages.partner_id
        and answers.answered_activity_key = messages.activity_key
where answers.member_key <> messages.member_key and answers.occurred_at >= messages.occurred_at
