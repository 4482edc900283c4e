-- Of the members at caseness in each community, how many were scored again at six months?
-- Dans chaque communauté, combien de membres atteignant un seuil ont été réévalués à six mois ?

select
    communities.community_name,
    follow_up_funnel.eligible_count,
    follow_up_funnel.in_window_count,
    follow_up_funnel.in_window_count / nullif(follow_up_funnel.eligible_count, 0)
        as rough_completeness_rate,
from published.follow_up_funnel
inner join published.communities
    on follow_up_funnel.community_id = communities.community_id
where
    follow_up_funnel.community_id <> 'all'
    and follow_up_funnel.dimension = 'all'
    and follow_up_funnel.period = 'all'
    and follow_up_funnel.rule_set = 'phq9_gad7'
    and follow_up_funnel.follow_up = 'day_180'
order by rough_completeness_rate desc nulls last, communities.community_name asc
