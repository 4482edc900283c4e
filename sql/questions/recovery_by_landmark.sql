-- Do writers recover more than the silent at 14, 30 and 60 days, whoever did not answer?
-- Ce rapport tient-il à 14, 30 et 60 jours, quoi que diraient les réponses manquantes ?

select
    landmark_comparisons.landmark_days,
    landmark_comparisons.category as engagement_band,
    landmark_comparisons.eligible_count,
    landmark_comparisons.scored_count,
    landmark_comparisons.recovery_rate,
    landmark_comparisons.recovery_bounds_lower,
    landmark_comparisons.recovery_bounds_upper,
    landmark_comparisons.risk_ratio,
    landmark_comparisons.risk_ratio_lower,
    landmark_comparisons.risk_ratio_upper,
from published.landmark_comparisons
where
    landmark_comparisons.dimension = 'engagement_band'
    and landmark_comparisons.rule_set = 'phq9_gad7'
    and landmark_comparisons.follow_up = 'day_180'
order by
    landmark_comparisons.landmark_days,
    case landmark_comparisons.category
        when '0' then 1 when '1_4' then 2 when '5_19' then 3 else 4
    end
