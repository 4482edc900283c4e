-- Between which groups of one kind does recovery at six months differ beyond chance?
-- Quels groupes d’un même critère diffèrent au-delà du hasard pour le rétablissement à six mois ?

with

differences as (
    select * from published.group_differences
    where
        rule_set = 'phq9_gad7'
        and follow_up = 'day_180'
        and outcome = 'recovery'
)

-- Each pair once, the better group first. Of twenty pairs one differs by chance alone.
select
    differences.community_id,
    differences.dimension,
    differences.category,
    differences.other_community_id,
    differences.other_category,
    differences.outcome_rate,
    differences.other_outcome_rate,
    differences.gap,
    differences.gap_lower,
    differences.gap_upper,
from differences
where differences.comparison = 'better'
order by differences.dimension asc, differences.gap_lower desc
