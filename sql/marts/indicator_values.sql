-- marts.indicator_values: Indicators that are shares, in exact counts of members.
-- One row per indicator, community_id and quarter.
--
-- In the programme ('all') a member of several communities counts once, and is in the numerator if
-- so in any of them.

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
    counted.indicator_id,
    counted.community_id,
    counted.period_start,
    count(*) filter (where counted.is_in_numerator) as numerator_count,
    count(*) as denominator_count,
from counted
group by counted.indicator_id, counted.community_id, counted.period_start
