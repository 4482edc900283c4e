-- published.manifest: what this snapshot is, and by which rules and rows it was made.
-- One row.
select
    snapshot_id,
    sequence,
    published_at,
    policy_version,
    thresholds,
    ledger_sequence,
    models_sha256,
    is_simulated,
    covered_from,
    covered_through,
from release.snapshots
order by sequence desc
limit 1
