-- facts.posts: Posts, and how soon another member answered.
-- One row per post.
--
-- What answers a post is said in histories.answers. first_reply_hours is null while nobody has
-- answered.

with

activity as (
    select * from staging.activity
),

answers as (
    select * from histories.answers
),

first_answers as (
    select
        answers.partner_id,
        answers.answered_activity_key,
        min(answers.replied_at) as first_reply_at,
        min(answers.replied_on) as first_replied_on,
        count(*) as reply_count,
    from answers
    group by answers.partner_id, answers.answered_activity_key
)

select
    activity.partner_id,
    activity.activity_key,
    activity.member_key,
    activity.community_id,
    activity.occurred_on as posted_on,
    first_answers.first_replied_on,
    activity.local_hour,
    activity.occurred_at as posted_at,
    first_answers.first_reply_at,
    coalesce(first_answers.reply_count, 0) as reply_count,
    date_diff('minute', activity.occurred_at, first_answers.first_reply_at) / 60
        as first_reply_hours,
from activity
left join first_answers
    on
        activity.partner_id = first_answers.partner_id
        and activity.activity_key = first_answers.answered_activity_key
where activity.activity_type = 'post'
