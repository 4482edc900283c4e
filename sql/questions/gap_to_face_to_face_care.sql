-- How far is each community from NHS Talking Therapies, crude and at its own ages?
-- Quel écart sépare chaque communauté de NHS Talking Therapies, brut et à ses propres âges ?

select
    communities.community_name,
    benchmark_gaps.reporting_year,
    benchmark_gaps.outcome,
    benchmark_gaps.adjustment,
    benchmark_gaps.gap,
    benchmark_gaps.gap_lower,
    benchmark_gaps.gap_upper,
    benchmark_gaps.comparison,
from published.benchmark_gaps
inner join published.communities
    on benchmark_gaps.community_id = communities.community_id
where
    benchmark_gaps.community_id != 'all'
    and benchmark_gaps.benchmark_id = 'nhs_england'
    and benchmark_gaps.dimension = 'all'
    and benchmark_gaps.adjustment in ('crude', 'age')
order by
    communities.community_name,
    benchmark_gaps.reporting_year,
    benchmark_gaps.outcome,
    benchmark_gaps.adjustment
