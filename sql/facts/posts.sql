-- facts.posts: Posts, and how soon another member answered.
-- One row per post.
--
-- A reply answers the post that it names; one that names none answers the first post of its thread.
-- Replies by the author do not count. first_reply_hours is null while nobody has answered.

with

activity as (
    select * from staging.activity
),

posts as (
    select
        activity.*,
        row_number() over (
            partition by activity.partner_id, activity.community_id, activity.thread_key
            order by activity.occurred_at, activity.activity_key
        ) as place_in_thread,
    from activity
    where activity.activity_type = 'post'
),

replies as (
    select * from activity
    where activity_type = 'reply'
),

naming_replies as (
    select
        posts.partner_id,
        posts.activity_key,
        replies.member_key as replier_key,
        replies.occurred_at as replied_at,
    from replies
    inner join posts
        on
            replies.partner_id = posts.partner_id
            and replies.replies_to_activity_key = posts.activity_key
    where replies.member_key <> posts.member_key and replies.occurred_at >= posts.occurred_at
),

thread_replies as (
    select
        posts.partner_id,
        posts.activity_key,
        replies.member_key as replier_key,
        replies.occurred_at as replied_at,
    from replies
    inner join posts
        on
            replies.partner_id = posts.partner_id
            and replies.community_id = posts.community_id
            and replies.thread_key = posts.thread_key
    where
        replies.replies_to_activity_key is null
        and posts.place_in_thread = 1
        and replies.member_key <> posts.member_key
        and replies.occurred_at >= posts.occurred_at
),

answers as (
    select * from naming_replies
    union all
    select * from thread_replies
),

first_answers as (
    select
        answers.partner_id,
        answers.activity_key,
        min(answers.replied_at) as first_reply_at,
        count(*) as reply_count,
    from answers
    group by answers.partner_id, answers.activity_key
)

select
    posts.partner_id,
    posts.activity_key,
    posts.member_key,
    posts.community_id,
    posts.occurred_on as posted_on,
    posts.local_hour,
    posts.occurred_at as posted_at,
    first_answers.first_reply_at,
    coalesce(first_answers.reply_count, 0) as reply_count,
    date_diff('minute', posts.occurred_at, first_answers.first_reply_at) / 60
        as first_reply_hours,
from posts
left join first_answers
    on
        posts.partner_id = first_answers.partner_id
        and posts.activity_key = first_answers.activity_key
