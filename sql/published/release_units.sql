-- published.release_units: which figures are as of when, and which are held back.
-- One row per published table and community. How many members a unit waits for is not told.
select
    table_name,
    community_id,
    as_of,
    status,
from release.units
