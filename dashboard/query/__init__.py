"""Free SQL on a snapshot, run in a throw-away process."""
