-- contributions.indicator_values: What each member adds to a release unit of indicators.
-- One row per community_id and member.
--
-- contribution changes whenever anything changes that the member adds to marts.indicator_values.

with

indicator_members as (
    select * from registry.indicator_members
    where period_length = 'quarter'
),

in_programme as (
    select
        indicator_members.indicator_id,
        'all' as community_id,
        indicator_members.period_start,
        indicator_members.partner_id,
        indicator_members.member_key,
        bool_or(indicator_members.is_in_numerator) as is_in_numerator,
    from indicator_members
    group by
        indicator_members.indicator_id,
        indicator_members.period_start,
        indicator_members.partner_id,
        indicator_members.member_key
),

counted as (
    select * from indicator_members
    union all by name
    select * from in_programme
)

select
    counted.community_id,
    counted.partner_id,
    counted.member_key,
    sum(hash(counted.indicator_id, counted.period_start, counted.is_in_numerator))::varchar
        as contribution,
from counted
group by counted.community_id, counted.partner_id, counted.member_key
