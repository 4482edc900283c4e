-- Do members in rural and remote places recover as often as those in towns?
-- Les membres en zone rurale ou isolée se rétablissent-ils aussi souvent que ceux des villes ?

select
    category as rurality,
    denominator_count,
    outcome_rate,
    outcome_rate_lower,
    outcome_rate_upper,
    outcome_rate_status,
from published.recovery_rates
where
    community_id = 'all'
    and dimension = 'rurality'
    and period = 'all'
    and rule_set = 'phq9_gad7'
    and follow_up = 'day_180'
    and outcome = 'recovery'
order by category
