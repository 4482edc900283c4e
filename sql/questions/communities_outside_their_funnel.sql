-- Which communities lie outside the limits that chance and the usual spread allow?
-- Quelles communautés sortent des limites qu’autorisent le hasard et la dispersion habituelle ?

select
    communities.community_name,
    community_funnels.follow_up,
    community_funnels.outcome,
    community_funnels.denominator_count,
    community_funnels.outcome_rate,
    community_funnels.target_rate,
    community_funnels.spread_998_lower,
    community_funnels.spread_998_upper,
    community_funnels.outlier_status,
from published.community_funnels
inner join published.communities
    on community_funnels.community_id = communities.community_id
where
    community_funnels.rule_set = 'phq9_gad7'
    and community_funnels.outlier_status != 'within'
order by
    community_funnels.outlier_status,
    communities.community_name,
    community_funnels.follow_up,
    community_funnels.outcome
