-- published.curve_comparisons: whether the curves of a dimension's groups differ beyond chance.
-- One row per community, dimension, rule set and curve of which two groups can be compared.
-- Source: log-rank test of all groups together (Mantel 1966, Cancer Chemotherapy Reports
-- 50:163-170; Peto and Peto 1972, JRSS A 135:185-207); where leaving competes, Gray's test of the
-- cumulative incidences (Gray 1988, Annals of Statistics 16:1141-1154). From exact data, the
-- p-value in four bands: below .001, .01, .05, or not below .05. Not below is no proof that there
-- is no difference.
with curve_comparisons as (
    select * from disclosed.curve_comparisons
)

select
    curve_comparisons.community_id,
    curve_comparisons.dimension,
    curve_comparisons.rule_set,
    curve_comparisons.curve,
    case
        when curve_comparisons.curve = 'relapse' then 'recovery'
        when curve_comparisons.dimension = 'engagement_band' then 'landmark'
        else 'baseline'
    end as starts_at,
    curve_comparisons.compared_categories,
    case
        when curve_comparisons.curve in ('recovery_before_leaving', 'leaving_before_recovery')
            then 'gray'
        else 'log_rank'
    end as test,
    curve_comparisons.p_band,
    curve_comparisons.test_status,
    curve_comparisons.as_of,
from curve_comparisons
