-- published.release_units: which figures are as of when, and which are held back.
-- One row per published table and community of which anything was ever released.
-- How many members a unit waits for is not told; nor is one that waits for its first release: it
-- would tell that somebody of the community has been scored, or was active, where fewer than 8
-- were.
select
    table_name,
    community_id,
    as_of,
    status,
from release.units
where as_of is not null
