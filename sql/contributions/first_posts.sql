-- contributions.first_posts: What each member adds to a release unit of first posts.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.first_posts.

with

first_post_members as (
    select * from strata.first_post_members
)

-- A sum of hashes does not depend on the order of the rows; xor would cancel equal ones.
select
    first_post_members.community_id,
    first_post_members.partner_id,
    first_post_members.member_key,
    sum(
        hash(
            first_post_members.dimension,
            first_post_members.category,
            first_post_members.period,
            first_post_members.first_posted_by
        )
    )::varchar as contribution,
from first_post_members
group by
    first_post_members.community_id,
    first_post_members.partner_id,
    first_post_members.member_key
