"""What people see: pages, charts and the query worker, reading published snapshots only."""
