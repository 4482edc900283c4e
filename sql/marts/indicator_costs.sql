-- marts.indicator_costs: What the programmes cost, and the members that it is set against.
-- One row per indicator, year and currency, of the programme ('all') alone.
--
-- The rows of activities bear no member, and a member has one row a year and currency. Amounts of
-- different currencies or years are never added. A cost of no single community (a campaign) cannot
-- be divided among them, so there are no rows of communities.

with

indicator_costs as (
    select * from registry.indicator_costs
)

select
    indicator_costs.indicator_id,
    'all' as community_id,
    indicator_costs.period_start,
    indicator_costs.currency,
    sum(indicator_costs.cost_amount) as cost_amount,
    count(indicator_costs.member_key) as denominator_count,
from indicator_costs
group by indicator_costs.indicator_id, indicator_costs.period_start, indicator_costs.currency
