-- published.cells_shown: how much of each table disclosure control lets through.
-- One row per published table and count.
select
    table_name,
    measure_name as column_name,
    count(*) as cell_count,
    count(*) filter (where status in ('ok', 'zero')) as shown_count,
    count(*) filter (where status in ('ok', 'zero')) / count(*) as shown_rate,
from disclosed.cells
group by table_name, measure_name
