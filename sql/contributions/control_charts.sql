-- contributions.control_charts: What each member adds to a release unit of control charts.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.control_charts: of
-- communities the quarters, of the programme ('all') the months too.

with

indicator_members as (
    select * from registry.indicator_members
),

indicator_events as (
    select * from registry.indicator_events
),

indicator_hours as (
    select * from registry.indicator_hours
),

hashed as (
    select
        community_id,
        period_length,
        partner_id,
        member_key,
        hash(indicator_id, community_id, period_length, period_start, is_in_numerator) as row_hash,
    from indicator_members
    union all by name
    select
        community_id,
        period_length,
        partner_id,
        member_key,
        hash(
            indicator_id,
            community_id,
            period_length,
            period_start,
            report_count,
            contribution_count
        ) as row_hash,
    from indicator_events
    union all by name
    select
        community_id,
        period_length,
        partner_id,
        member_key,
        hash(indicator_id, community_id, period_length, period_start, hours) as row_hash,
    from indicator_hours
),

-- What a member adds to the programme is what all of the member's communities add.
counted as (
    select
        hashed.community_id,
        hashed.partner_id,
        hashed.member_key,
        hashed.row_hash,
    from hashed
    where hashed.period_length = 'quarter'
    union all by name
    select
        'all' as community_id,
        hashed.partner_id,
        hashed.member_key,
        hashed.row_hash,
    from hashed
)

select
    counted.community_id,
    counted.partner_id,
    counted.member_key,
    sum(counted.row_hash)::varchar as contribution,
from counted
group by counted.community_id, counted.partner_id, counted.member_key
