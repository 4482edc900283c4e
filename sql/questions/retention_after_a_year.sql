-- Of each quarter's joiners, how many were active a year later, and how many then or later?
-- Parmi les inscrits de chaque trimestre, combien étaient actifs un an après, ou plus tard ?

select
    joined_quarter,
    member_count,
    retained_count,
    retention_rate,
    retention_rate_lower,
    retention_rate_upper,
    rolling_retained_count,
from published.engagement_cohorts
where
    community_id = 'all'
    and dimension = 'all'
    and quarters_since_joining = 4
order by joined_quarter
