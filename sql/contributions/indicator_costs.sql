-- contributions.indicator_costs: What each member adds to the release unit of costs.
-- One row per member, in the programme ('all').
--
-- contribution changes whenever anything changes that the member adds to marts.indicator_costs. The
-- costs themselves are facts about organisations: no member stands behind them.

with

indicator_costs as (
    select * from registry.indicator_costs
    where member_key is not null
)

select
    'all' as community_id,
    indicator_costs.partner_id,
    indicator_costs.member_key,
    sum(
        hash(
            indicator_costs.indicator_id, indicator_costs.period_start, indicator_costs.currency
        )
    )::varchar as contribution,
from indicator_costs
group by indicator_costs.partner_id, indicator_costs.member_key
