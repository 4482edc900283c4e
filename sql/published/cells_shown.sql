-- published.cells_shown: how much of each table disclosure control lets through.
-- One row per published table and count.
-- Of the rows that are there: how many are not would tell of the groups that have none.
with cells as (
    select
        shown_rows.table_name,
        unnest(map_entries(shown_rows.counts)) as cell,
    from shown.rows as shown_rows
)

select
    cells.table_name,
    cells.cell.key as column_name,
    count(*) as cell_count,
    count(*) filter (where cells.cell.value.status in ('ok', 'zero')) as shown_count,
    count(*) filter (where cells.cell.value.status in ('ok', 'zero')) / count(*) as shown_rate,
from cells
group by cells.table_name, cells.cell.key
