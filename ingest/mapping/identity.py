"""Files whose headers are a contract's own: which contract it is, and where its columns stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import ExportRefused
from ingest.mapping.mapping_file import ColumnRule, Entry, Mapping

if TYPE_CHECKING:
    from ingest.contracts.contract import Contract


def identity_mapping(kind: str | None = None) -> Mapping:
    """Return the mapping of a file whose headers are the contract's; None: recognise which."""
    return Mapping(entries=(Entry(kind or "", {}),), is_identity=True)


def recognise_kind(header: tuple[str, ...], contracts: dict[str, Contract]) -> str:
    """Return the kind whose required columns are all there. Raises ExportRefused.

    Where several fit, the one that knows most of the file's columns.
    """
    best = _best_kinds(header, contracts)
    if not best:
        _refuse_one_column(header)
    if len(best) != 1:
        code = "kind.ambiguous" if best else "kind.unknown"
        raise ExportRefused(code, kinds=", ".join(best or contracts))
    return best[0]


def identity_entry(header: tuple[str, ...], kind: str, contracts: dict[str, Contract]) -> Entry:
    """Return the one entry of such a file; `kind` may be empty. Raises ExportRefused."""
    kind = kind or recognise_kind(header, contracts)
    if kind not in contracts:
        raise ExportRefused("kind.unknown", kinds=", ".join(contracts))
    columns = contracts[kind].columns
    places = {column.name: _places(column.name, header) for column in columns}
    missing = [column.name for column in columns if column.is_required and not places[column.name]]
    if missing:
        _refuse_one_column(header)
        others = _best_kinds(header, contracts)
        if len(others) == 1:
            raise ExportRefused("kind.other", kind=kind, found=others[0])
        raise ExportRefused("columns.missing", columns=", ".join(missing), kind=kind)
    _refuse_two_alike(places)
    rules = {name: ColumnRule(column=header[found[0]]) for name, found in places.items() if found}
    return Entry(kind, rules)


def _best_kinds(header: tuple[str, ...], contracts: dict[str, Contract]) -> list[str]:
    names = {_folded(name) for name in header}
    known: dict[str, int] = {}
    for kind, contract in contracts.items():
        if all(column.name in names for column in contract.columns if column.is_required):
            known[kind] = sum(column.name in names for column in contract.columns)
    return [kind for kind, count in known.items() if count == max(known.values())]


def _refuse_one_column(header: tuple[str, ...]) -> None:
    """Raise ExportRefused where lines were not cut into cells: no contract has a single column."""
    if len(header) == 1:
        raise ExportRefused("header.one_column")


def _places(column: str, header: tuple[str, ...]) -> list[int]:
    """Return where a column of a contract stands: under its very name, else under one like it."""
    exact = [place for place, name in enumerate(header) if name == column]
    return exact or [place for place, name in enumerate(header) if _folded(name) == column]


def _refuse_two_alike(places: dict[str, list[int]]) -> None:
    """Raise ExportRefused where either of two columns could be meant: to choose is to guess."""
    pairs = [f"{found[0] + 1} = {found[1] + 1}" for found in places.values() if len(found) > 1]
    if pairs:
        raise ExportRefused("header.duplicate", places=", ".join(pairs))


def _folded(name: str) -> str:
    """`Member ID` and `member-id` are `member_id`."""
    return name.casefold().replace(" ", "_").replace("-", "_")
