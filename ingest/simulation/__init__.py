"""A programme of communities that never were, drawn from a truth that is written down.

`truth.yaml` holds every parameter, `README.md` the words. Nothing here is a real person.
"""

from ingest.simulation.deliveries import SimulatedDelivery
from ingest.simulation.null_programme import NullProgramme, null_programme
from ingest.simulation.programme import write_programme

__all__ = ["NullProgramme", "SimulatedDelivery", "null_programme", "write_programme"]
