-- published.recovery_curves: share recovered, gone or relapsed over time, on the published days.
-- One row per community, dimension, category, rule set, curve and day.
-- Source: Kaplan and Meier 1958, JASA 53:457-481; Aalen and Johansen 1978, Scandinavian Journal of
-- Statistics 5:141-150; limits of type log-log, rounded outward to the grid of the policy.
with recovery_curves as (
    select * from disclosed.recovery_curves
)

select
    recovery_curves.community_id,
    recovery_curves.dimension,
    recovery_curves.category,
    recovery_curves.rule_set,
    recovery_curves.curve,
    case
        when recovery_curves.curve = 'relapse' then 'recovery'
        when recovery_curves.dimension = 'engagement_band' then 'landmark'
        else 'baseline'
    end as starts_at,
    recovery_curves.curve_day,
    recovery_curves.at_risk_count,
    recovery_curves.at_risk_status,
    recovery_curves.event_share,
    recovery_curves.event_share_lower,
    recovery_curves.event_share_upper,
    recovery_curves.event_share_status,
    recovery_curves.median_days_lower,
    recovery_curves.median_days_upper,
    recovery_curves.median_days_status,
    recovery_curves.as_of,
from recovery_curves
