-- Do members who wrote more in the first 30 days recover more, and how many of them answered?
-- Qui a plus écrit les 30 premiers jours se rétablit-il plus, et combien ont répondu ?

select
    recovery_rates.category as engagement_band,
    recovery_rates.denominator_count,
    recovery_rates.outcome_rate,
    recovery_rates.outcome_rate_lower,
    recovery_rates.outcome_rate_upper,
    follow_up_funnel.eligible_count,
    follow_up_funnel.in_window_count,
from published.recovery_rates
inner join published.follow_up_funnel
    on
        recovery_rates.community_id = follow_up_funnel.community_id
        and recovery_rates.dimension = follow_up_funnel.dimension
        and recovery_rates.category = follow_up_funnel.category
        and recovery_rates.period = follow_up_funnel.period
        and recovery_rates.rule_set = follow_up_funnel.rule_set
        and recovery_rates.follow_up = follow_up_funnel.follow_up
        and recovery_rates.as_of = follow_up_funnel.as_of
where
    recovery_rates.dimension = 'engagement_band'
    and recovery_rates.period = 'all'
    and recovery_rates.rule_set = 'phq9_gad7'
    and recovery_rates.follow_up = 'day_180'
    and recovery_rates.outcome = 'reliable_recovery'
order by
    case recovery_rates.category
        when '0' then 1 when '1_4' then 2 when '5_19' then 3 else 4
    end
