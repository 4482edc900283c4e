-- How do recovery and deterioration compare one, three, six and twelve months after the baseline?
-- Comment rétablissement et détérioration évoluent-ils à un, trois, six et douze mois ?

select
    follow_up,
    outcome,
    denominator_count,
    outcome_rate,
    outcome_rate_lower,
    outcome_rate_upper,
from published.recovery_rates
where
    community_id = 'all'
    and dimension = 'all'
    and period = 'all'
    and rule_set = 'phq9_gad7'
    and follow_up in ('day_30', 'day_90', 'day_180', 'day_365')
    and outcome in ('reliable_recovery', 'reliable_deterioration')
order by outcome, right('00' || split_part(follow_up, '_', 2), 3)
