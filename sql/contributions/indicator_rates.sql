-- contributions.indicator_rates: What each member adds to a release unit of rates.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.indicator_rates.

with

indicator_events as (
    select * from registry.indicator_events
    where period_length = 'quarter'
),

hashed as (
    select
        indicator_events.community_id,
        indicator_events.partner_id,
        indicator_events.member_key,
        hash(
            indicator_events.indicator_id,
            indicator_events.community_id,
            indicator_events.period_start,
            indicator_events.report_count, indicator_events.contribution_count
        ) as row_hash,
    from indicator_events
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
