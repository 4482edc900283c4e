-- How much of each table is shown, and how much is held back to protect members?
-- Quelle part de chaque table est publiée, et quelle part est masquée pour protéger les membres ?

-- A table of one community is released or held as a whole.
with units as (
    select
        table_name,
        count(*) as unit_count,
        count(*) filter (where status = 'released') as released_unit_count,
        min(as_of) as oldest_figures_on,
    from published.release_units
    group by table_name
),

-- Within what is released, each count is shown or not; tables of figures alone have no counts.
cells as (
    select
        table_name,
        sum(cell_count)::bigint as cell_count,
        sum(shown_count)::bigint as shown_cell_count,
    from published.cells_shown
    group by table_name
)

select
    units.table_name,
    units.unit_count,
    units.released_unit_count,
    cells.cell_count,
    cells.shown_cell_count,
    cells.shown_cell_count / cells.cell_count as shown_cell_rate,
    units.oldest_figures_on,
from units
left join cells on units.table_name = cells.table_name
order by units.table_name
