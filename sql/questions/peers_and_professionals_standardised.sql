-- Do communities led by peers differ from others once severity and age are allowed for?
-- Les communautés animées par des pairs diffèrent-elles, à sévérité et âge comparables ?

select
    standardised_rates.category as led_by,
    standardised_rates.outcome,
    standardised_rates.outcome_rate,
    standardised_rates.rest_gap,
    standardised_rates.rest_gap_lower,
    standardised_rates.rest_gap_upper,
    standardised_rates.standardised_share,
    standardised_rates.standardised_share_lower,
    standardised_rates.standardised_share_upper,
    standardised_rates.standardised_comparison,
from published.standardised_rates
where
    standardised_rates.dimension = 'led_by'
    and standardised_rates.rule_set = 'phq9_gad7'
    and standardised_rates.follow_up = 'day_180'
    and standardised_rates.adjustment = 'severity_age'
order by standardised_rates.outcome, standardised_rates.category
