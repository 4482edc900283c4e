-- marts.first_posts: How soon after joining members first post or reply.
-- One row per community_id, stratum and period of joining.
--
-- member_count: who joined and could be seen for 30 days. The counts grow: by the end of the day of
-- joining, of day 7, of day 30 (strata.first_post_members).

with

first_post_members as (
    select * from strata.first_post_members
)

select
    first_post_members.community_id,
    first_post_members.dimension,
    first_post_members.category,
    first_post_members.period,
    count(*) as member_count,
    count(*) filter (where first_post_members.first_posted_by = 'day_0')
        as posted_by_day_0_count,
    count(*) filter (where first_post_members.first_posted_by in ('day_0', 'day_7'))
        as posted_by_day_7_count,
    count(*) filter (where first_post_members.first_posted_by <> 'later_or_never')
        as posted_by_day_30_count,
from first_post_members
group by
    first_post_members.community_id,
    first_post_members.dimension,
    first_post_members.category,
    first_post_members.period
