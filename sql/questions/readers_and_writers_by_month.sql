-- How many members are active each month, and how many of them write?
-- Combien de membres sont actifs chaque mois, et combien d'entre eux écrivent ?

select
    month,
    active_member_count,
    contributing_member_count,
    contributing_member_count / nullif(active_member_count, 0) as rough_contributing_rate,
from published.activity_months
where community_id = 'all' and dimension = 'all'
order by month
