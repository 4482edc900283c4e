"""What is found out about a file of a delivery: one account, to which every step adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from ingest.contracts.contract import Contract
    from ingest.contracts.former_version import FormerVersion
    from ingest.delivery import DeliveredFile
    from ingest.errors import RebondError
    from ingest.gate.expectations import Finding
    from ingest.gate.gate import Verdict
    from ingest.mapping.mapped_rows import MappedExport, MappedFile
    from ingest.mapping.mapping_file import Mapping
    from ingest.reading.receive import ReceivedFile
    from ingest.reading.staging import StagedFile
    from ingest.row_changes import RowChanges

MALFORMED = "line.malformed"


@dataclass
class JudgedExport:
    """The rows of one kind within one file, and what the gate says of them.

    A complement holds rows that were refused before and come back mended: it replaces no export.

    The last five are given when it is stored; of them a check gives `changes` alone.
    """

    contract: Contract
    mapped: MappedExport
    verdict: Verdict
    covered_from: date
    covered_through: date
    is_period_derived: bool
    community_ids: list[str]
    is_complement: bool
    findings: list[Finding]
    export_id: str = ""
    sequence: int = 0
    status: str = ""
    supersedes: list[str] = field(default_factory=list)
    changes: RowChanges | None = None


@dataclass
class JudgedFile:
    """One file: refused as a whole, already taken in, or judged export by export."""

    delivered: DeliveredFile
    table: str
    mapping_sha256: str = ""
    mapping: Mapping | None = None
    is_mapping_set_aside: bool = False
    """The delivery's mapping reads other files: this one has a contract's own headers."""
    period_stated: tuple[date | None, date | None] = (None, None)
    received: ReceivedFile | None = None
    staged: StagedFile | None = None
    former: FormerVersion | None = None
    mapped: MappedFile | None = None
    generalised: dict[str, int] = field(default_factory=dict)
    exports: list[JudgedExport] = field(default_factory=list)
    refusal: RebondError | None = None
    implausible: Finding | None = None
    already_in: str | None = None

    @property
    def is_refused(self) -> bool:
        """Say whether nothing of the file is kept."""
        return self.refusal is not None or self.implausible is not None
