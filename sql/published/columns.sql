-- published.columns: what each column of a snapshot means, in English and in French.
-- One row per published table and column.
select
    table_name,
    column_name,
    description_en,
    description_fr,
from reference.published_columns
