-- marts.engagement_states: New, continuing, revived and lapsed members; readers and contributors.
-- One row per community_id, stratum and period.
--
-- active = new + continuing + revived = reading + contributing; previous (active in the period
-- before) = continuing + lapsed. Reading: active without a post, a reply or a private message. The
-- definitions stand in strata.member_states.

with

member_states as (
    select * from strata.member_states
)

select
    member_states.community_id,
    member_states.dimension,
    member_states.category,
    member_states.period_type,
    member_states.period_start,
    count(*) filter (where member_states.state <> 'lapsed') as active_member_count,
    count(*) filter (where member_states.state = 'new') as new_member_count,
    count(*) filter (where member_states.state = 'continuing') as continuing_member_count,
    count(*) filter (where member_states.state = 'revived') as revived_member_count,
    count(*) filter (where member_states.state <> 'lapsed' and not member_states.has_contributed)
        as reading_member_count,
    count(*) filter (where member_states.has_contributed) as contributing_member_count,
    count(*) filter (where member_states.state in ('continuing', 'lapsed'))
        as previous_member_count,
    count(*) filter (where member_states.state = 'lapsed') as lapsed_member_count,
from member_states
group by
    member_states.community_id,
    member_states.dimension,
    member_states.category,
    member_states.period_type,
    member_states.period_start
