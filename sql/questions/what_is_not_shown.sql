-- How much of each table is shown, and how much is held back to protect members?
-- Quelle part de chaque table est publiée, et quelle part est masquée pour protéger les membres ?

select
    table_name,
    count(*) as unit_count,
    count(*) filter (where status = 'released') as released_unit_count,
    min(as_of) as oldest_figures_on,
from published.release_units
group by table_name
order by table_name
