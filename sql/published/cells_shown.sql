-- published.cells_shown: how much of each table disclosure control lets through.
-- One row per published table and count.
-- Of the rows that are there: how many are not would tell of the groups that have none.
with cells as (
    select
        table_name,
        unnest(map_entries(counts)) as cell,
    from shown.rows
)

select
    table_name,
    cell.key as column_name,
    count(*) as cell_count,
    count(*) filter (where cell.value.status in ('ok', 'zero')) as shown_count,
    count(*) filter (where cell.value.status in ('ok', 'zero')) / count(*) as shown_rate,
from cells
group by table_name, cell.key
