-- marts.indicator_reach: How many people the programmes reached, as the partners count them.
-- One row per indicator, community_id and quarter.
--
-- What belongs to no single community counts in the programme ('all') alone. population_count is
-- the inhabitants of the partners' countries, each country once; null where none stands behind.

with

indicator_reach as (
    select * from registry.indicator_reach
),

of_communities as (
    select
        indicator_reach.indicator_id,
        indicator_reach.community_id,
        indicator_reach.period_start,
        sum(indicator_reach.people_reached_count)::bigint as people_reached_count,
        null::bigint as population_count,
    from indicator_reach
    where indicator_reach.community_id is not null and indicator_reach.population_count is null
    group by
        indicator_reach.indicator_id, indicator_reach.community_id, indicator_reach.period_start
),

of_countries as (
    select
        indicator_reach.indicator_id,
        indicator_reach.period_start,
        indicator_reach.country,
        sum(indicator_reach.people_reached_count) as people_reached_count,
        max(indicator_reach.population_count) as population_count,
    from indicator_reach
    group by indicator_reach.indicator_id, indicator_reach.period_start, indicator_reach.country
),

of_programme as (
    select
        of_countries.indicator_id,
        'all' as community_id,
        of_countries.period_start,
        sum(of_countries.people_reached_count)::bigint as people_reached_count,
        sum(of_countries.population_count)::bigint as population_count,
    from of_countries
    group by of_countries.indicator_id, of_countries.period_start
),

reached as (
    select * from of_communities
    union all by name
    select * from of_programme
)

select
    reached.indicator_id,
    reached.community_id,
    reached.period_start,
    reached.people_reached_count,
    reached.population_count,
from reached
