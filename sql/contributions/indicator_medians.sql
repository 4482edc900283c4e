-- contributions.indicator_medians: What each member adds to a release unit of medians.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.indicator_medians.

with

indicator_hours as (
    select * from registry.indicator_hours
    where period_length = 'quarter'
),

hashed as (
    select
        indicator_hours.community_id,
        indicator_hours.partner_id,
        indicator_hours.member_key,
        hash(
            indicator_hours.indicator_id,
            indicator_hours.community_id,
            indicator_hours.period_start,
            indicator_hours.hours
        ) as row_hash,
    from indicator_hours
),

-- What a member adds to the programme is what all of the member's communities add.
counted as (
    select * from hashed
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
