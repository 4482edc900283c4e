-- What would recovery be if the missing scores were dealt with in another way?
-- Quel serait le rétablissement si les scores manquants étaient traités autrement ?

select
    recovery_sensitivity.follow_up,
    recovery_sensitivity.eligible_count,
    recovery_sensitivity.denominator_count,
    recovery_sensitivity.complete_rate,
    recovery_sensitivity.weighted_share,
    recovery_sensitivity.weighted_share_lower,
    recovery_sensitivity.weighted_share_upper,
    recovery_sensitivity.carried_share,
    recovery_sensitivity.outcome_bounds_lower,
    recovery_sensitivity.outcome_bounds_upper,
from published.recovery_sensitivity
where
    recovery_sensitivity.community_id = 'all'
    and recovery_sensitivity.dimension = 'all'
    and recovery_sensitivity.rule_set = 'phq9_gad7'
    and recovery_sensitivity.outcome = 'recovery'
order by recovery_sensitivity.follow_up
