-- contributions.reply_times: What each member's posts add to a release unit of reply times.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member's posts add to marts.reply_times.
-- Whoever answers them is not counted there.

with

awaited_posts as (
    select * from strata.awaited_posts
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    awaited_posts.community_id,
    awaited_posts.partner_id,
    awaited_posts.member_key,
    sum(
        hash(
            awaited_posts.dimension,
            awaited_posts.category,
            awaited_posts.period,
            awaited_posts.time_of_day,
            awaited_posts.activity_key,
            awaited_posts.first_reply_hours
        )
    )::varchar as contribution,
from awaited_posts
group by awaited_posts.community_id, awaited_posts.partner_id, awaited_posts.member_key
