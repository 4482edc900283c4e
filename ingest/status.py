"""`rebond status` as tables for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from ingest.messages import sentence

_EXPORT_COLUMNS = (
    "export_id",
    "partner_id",
    "kind",
    "file_name",
    "status",
    "rows_read",
    "rows_accepted",
    "rows_refused",
)


def status_in_words(answer: dict[str, Any], language: str) -> None:
    """Print the newest snapshot and one line an export."""
    console = Console()
    snapshot = answer["snapshot"]
    code = "status.snapshot" if snapshot else "snapshot.none"
    console.print(sentence(code, language, snapshot=snapshot or ""))
    table = Table()
    for column in _EXPORT_COLUMNS:
        is_number = column.startswith("rows_")
        title = sentence(f"status.{column}", language)
        is_whole = is_number or column in {"export_id", "status"}
        table.add_column(title, justify="right" if is_number else "left", no_wrap=is_whole)
    for export in answer["exports"]:
        shown = export | {"status": status_word(export["status"], language)}
        table.add_row(*(str(shown[column]) for column in _EXPORT_COLUMNS))
    console.print(table)


def history_in_words(answer: dict[str, Any], language: str) -> None:
    """Print one paragraph an export of a partner: its status now, and what that means."""
    console = Console(highlight=False)
    for export in answer["history"]:
        status = status_word(export["status"], language)
        period = f"{export['covered_from'] or '…'} – {export['covered_through'] or '…'}"
        facts = (export["export_id"], export["kind"], period, export["file_name"], status)
        console.print(" · ".join(facts), markup=False)
        console.print(f"  {export['words'][language]}", markup=False)


def retention_in_words(answer: dict[str, Any], language: str) -> None:
    """Print one line a store: how long it keeps what, and how much is older."""
    console = Console()
    table = Table()
    for column in ("store", "days", "count", "size"):
        title = sentence(f"retention.{column}", language)
        table.add_column(title, justify="left" if column == "store" else "right")
    for store in answer["stores"]:
        name = sentence(f"retention.of.{store['store']}", language)
        size = f"{store['size_bytes'] / 1_000_000:.1f}"
        table.add_row(name, str(store["days"]), str(store["count"]), size)
    console.print(table)
    said = "retention.would_go" if answer["is_dry_run"] else "retention.gone"
    console.print(sentence(said, language))


def status_word(status: str, language: str) -> str:
    """Return the name of a status: Current, Held, Superseded, Refused, Withdrawn."""
    return sentence(f"status.of.{status}", language)
