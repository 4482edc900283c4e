"""What may be shown becomes a snapshot: release units, disclosure rules, audit, file."""
