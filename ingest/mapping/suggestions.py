"""A first draft of a mapping, from a file's headers alone: each with how sure we are of it.

Only names are looked at, never values, and nothing is mapped by a suggestion: a person reads it.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import yaml

from ingest.errors import MappingRefused
from ingest.mapping.mapping_file import names_read, shipped_mappings, unfilled_mapping
from ingest.mapping.source_columns import lacking_columns
from ingest.places import DATA_CONTRACTS

if TYPE_CHECKING:
    from ingest.contracts.contract import Contract

SAME_NAME = 1.0
USUAL_NAME = 0.9
# A name that is only spelt alike is never as sure as a name that is known.
MOST_FOR_LIKENESS = 0.8
LEAST_LIKENESS = 0.75
_MANY_COLUMNS = 8


@dataclass(frozen=True)
class SuggestedColumn:
    """A column of the file, and the contract's that it may be; `confidence` from 0 to 1."""

    column: str
    target: str | None
    confidence: float


@dataclass(frozen=True)
class SuggestedMapping:
    """`lacking` are required columns of the contract that no header seems to hold.

    `instruments` are columns of totals that are called after their questionnaires, with these.
    """

    kind: str
    columns: tuple[SuggestedColumn, ...]
    lacking: tuple[str, ...]
    instruments: tuple[tuple[str, str], ...] = ()

    @property
    def confidence(self) -> float:
        """Return the mean confidence over the required columns found and lacking."""
        sure = [column.confidence for column in self.columns if column.target]
        return sum(sure) / (len(sure) + 2 * len(self.lacking)) if sure else 0.0


@dataclass(frozen=True)
class KnownExport:
    """A product's own export: the mapping that ships for it, and how a partner completes that."""

    mapping: str
    kind: str
    draft: str


def suggest_mapping(
    header: tuple[str, ...], contracts: dict[str, Contract], kind: str | None = None
) -> SuggestedMapping:
    """Suggest a contract's column for each header; without `kind`, the contract that fits best."""
    chosen = [contracts[kind]] if kind else list(contracts.values())
    suggested = [_suggest(header, contract) for contract in chosen]
    return max(suggested, key=lambda one: (one.confidence, _found_count(one)))


def known_export(header: tuple[str, ...]) -> KnownExport | None:
    """Return the shipped mapping that reads these headers: of several, that of the most columns."""
    known = []
    for name in shipped_mappings():
        entries, draft = unfilled_mapping(name)
        wanted = names_read(entries)
        # Few and usual names, such as user_id and created_at, stand in many a table.
        is_telling = len(wanted) >= _MANY_COLUMNS or 2 * len(wanted) >= len(header)
        if is_telling and has_columns(wanted, header):
            known.append((len(wanted), KnownExport(name, entries[0].kind, draft)))
    return max(known, key=lambda pair: pair[0])[1] if known else None


def has_columns(names: Collection[str], header: tuple[str, ...]) -> bool:
    """Say whether a file has each of the columns, and only one that fits."""
    try:
        return not lacking_columns(names, header)
    except MappingRefused:
        return False


def draft_of(suggested: SuggestedMapping) -> str:
    """Return a mapping as a partner may save it: lines that are unsure ask to be checked."""
    named = {name for name, _ in suggested.instruments}
    columns = [
        _drafted(column.target, column.column, is_sure=column.confidence >= USUAL_NAME)
        for column in suggested.columns
        if column.target and column.column not in named
    ]
    columns += [f"      {name}: {{constant: <{name}>}}" for name in suggested.lacking]
    head = [f"  - kind: {suggested.kind}"]
    if not suggested.instruments:
        return "\n".join(["rows:", *head, "    columns:", *columns]) + "\n"
    lines = ["rows:"]
    for name, instrument in suggested.instruments:
        lines += [*head, f"    skip_when_empty: [{_in_quotes(name)}]", "    columns:", *columns]
        lines.append(f"      instrument: {{constant: {instrument}}}")
        lines.append(_drafted("score", name, is_sure=True))
    return "\n".join(lines) + "\n"


def _drafted(target: str, column: str, *, is_sure: bool) -> str:
    return f"      {target}: {_in_quotes(column)}{'' if is_sure else '  # please check'}"


def _in_quotes(name: str) -> str:
    text: str = yaml.safe_dump(name, default_style='"', width=10_000, allow_unicode=True)
    return text.strip()


def _suggest(header: tuple[str, ...], contract: Contract) -> SuggestedMapping:
    instruments = _instruments(header, contract)
    given = {"instrument", "score"} if instruments else set()
    targets = [column.name for column in contract.columns if column.name not in given]
    taken = _paired([name for name in header if name not in instruments], targets)
    found = given | {target for target, _ in taken.values()}
    taken |= dict.fromkeys(instruments, ("score", USUAL_NAME))
    return SuggestedMapping(
        kind=contract.kind,
        columns=tuple(SuggestedColumn(name, *taken.get(name, (None, 0.0))) for name in header),
        lacking=tuple(
            column.name
            for column in contract.columns
            if column.is_required and column.name not in found
        ),
        instruments=tuple(instruments.items()),
    )


def _paired(names: list[str], targets: list[str]) -> dict[str, tuple[str, float]]:
    """Give out the surest pairs first; a column of the contract is given once."""
    pairs = sorted(
        ((_confidence(name, target), name, target) for name in names for target in targets),
        key=lambda pair: -pair[0],
    )
    taken: dict[str, tuple[str, float]] = {}
    for confidence, name, target in pairs:
        is_free = name not in taken and target not in {given for given, _ in taken.values()}
        if confidence and is_free:
            taken[name] = (target, confidence)
    return taken


def _instruments(header: tuple[str, ...], contract: Contract) -> dict[str, str]:
    """Return the columns that are called after a questionnaire, as `GAD-7` or `phq9_total`.

    A sheet has them where each row is a person's answers of a day, and no column names the scale.
    """
    names = [column.name for column in contract.columns]
    if "instrument" not in names or any(
        _confidence(name, "instrument") >= USUAL_NAME for name in header
    ):
        return {}
    known = {_bare(value): value for value in contract.column("instrument").allowed_values}
    found = {name: known[_bare(name)] for name in header if _bare(name) in known}
    # Of two columns for one questionnaire nobody can tell which is meant.
    return {name: value for name, value in found.items() if [*found.values()].count(value) == 1}


def _bare(name: str) -> str:
    """`PHQ-9 total` and `phq9` are one."""
    about_totals = {word for words in _usual_headers()["score"] for word in _folded(words).split()}
    words = _folded(name.replace("_", " ")).split()
    return "".join(word for word in words if word not in about_totals | {"score"})


def _confidence(name: str, target: str) -> float:
    folded = _folded(name)
    if folded == _folded(target):
        return SAME_NAME
    known = [_folded(word) for word in _usual_headers().get(target, ())]
    if folded in known:
        return USUAL_NAME
    words = [_folded(target), *known]
    likeness = max(difflib.SequenceMatcher(None, folded, word).ratio() for word in words)
    return round(likeness * MOST_FOR_LIKENESS, 2) if likeness >= LEAST_LIKENESS else 0.0


@cache
def _usual_headers() -> dict[str, list[str]]:
    content: dict[str, list[str]] = yaml.safe_load(
        (DATA_CONTRACTS / "usual_headers.yaml").read_text()
    )
    return content


def _folded(name: str) -> str:
    """`Date d’inscription` and `date_d_inscription` are one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(char if char.isalnum() else " " for char in plain if not _is_accent(char))
    return " ".join(kept.split())


def _is_accent(char: str) -> bool:
    return bool(unicodedata.combining(char))


def _found_count(suggested: SuggestedMapping) -> int:
    return sum(column.target is not None for column in suggested.columns)
