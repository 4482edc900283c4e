-- How long does recovery take, by what members wrote early, and how many are still watched?
-- Combien de temps prend le rétablissement, selon ce qui fut écrit tôt, et qui reste observé ?

select
    recovery_curves.category as engagement_band,
    recovery_curves.curve_day,
    recovery_curves.at_risk_count,
    recovery_curves.event_share,
    recovery_curves.event_share_lower,
    recovery_curves.event_share_upper,
    recovery_curves.median_days_lower,
    recovery_curves.median_days_upper,
    recovery_curves.median_days_status,
from published.recovery_curves
where
    recovery_curves.dimension = 'engagement_band'
    and recovery_curves.curve = 'recovery'
    and recovery_curves.rule_set = 'phq9_only'
order by
    case recovery_curves.category
        when '0' then 1 when '1_4' then 2 when '5_19' then 3 else 4
    end,
    recovery_curves.curve_day
