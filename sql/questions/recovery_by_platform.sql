-- On which kinds of platform have members at caseness recovered reliably at six months?
-- Sur quels types de plateforme les membres sont-ils rétablis de façon fiable à six mois ?

select
    category as platform_type,
    outcome_count,
    denominator_count,
    outcome_rate,
    outcome_rate_lower,
    outcome_rate_upper,
    outcome_rate_status,
from published.recovery_rates
where
    community_id = 'all'
    and dimension = 'platform_type'
    and period = 'all'
    and rule_set = 'phq9_gad7'
    and follow_up = 'day_180'
    and outcome = 'reliable_recovery'
order by outcome_rate desc nulls last, category asc
