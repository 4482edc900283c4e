"""What a contract does not ask for may be left out, on the short way and on the long one."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.contracts.contract import KINDS, load_contracts
from ingest.delivery import DeliveredFile, Delivery
from ingest.judging import judge
from ingest.places import DATA_CONTRACTS
from tests.ingest.both_ways import outcome

KINDS_OF_THE_SHORT_WAY = ("activity", "safety_reports")


def left_out(kinds: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each kind with none of its optional columns left out, each in turn, and all."""
    for kind in kinds:
        columns = load_contracts()[kind].columns
        optional = [column.name for column in columns if not column.is_required]
        alone = (frozenset({name} | needing(kind, name)) for name in optional)
        choices = {frozenset[str](), *alone, frozenset(optional)}
        yield from ((kind, names) for names in sorted(choices, key=sorted))


def needing(kind: str, name: str) -> set[str]:
    """Columns that may not stand without this one, such as a cost without its currency."""
    rules = load_contracts()[kind].cross_column_rules
    return {rule.other for rule in rules if (rule.rule, rule.column) == ("required_with", name)}


def without(folder: Path, kind: str, names: frozenset[str]) -> Delivery:
    """The contract's own example of accepted rows, less these columns."""
    path = folder / f"{kind}.csv"
    with (DATA_CONTRACTS / kind / "accepted.csv").open(encoding="utf-8") as example:
        rows = list(csv.DictReader(example))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, [name for name in rows[0] if name not in names], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows)
    files = (DeliveredFile(path, path.name),)
    return Delivery(None, files, date(2025, 1, 1), date(2025, 12, 31), None, "test", "R")


def name_of(value: object) -> str | None:
    return "+".join(sorted(value)) or "nothing" if isinstance(value, frozenset) else None


@pytest.mark.parametrize(("kind", "names"), [*left_out(KINDS)], ids=name_of)
def test_every_row_is_accepted_without_an_optional_column_on_both_ways(
    tmp_path: Path, kind: str, names: frozenset[str]
) -> None:
    delivery = without(tmp_path, kind, names)
    short = outcome(delivery, is_short=True)
    assert short == outcome(delivery, is_short=False)
    verdict = short[0]
    assert verdict.refusals == {}
    assert verdict.rows_accepted == verdict.rows_read > 0


@pytest.mark.parametrize(("kind", "names"), [*left_out(KINDS_OF_THE_SHORT_WAY)], ids=name_of)
def test_an_optional_column_left_out_does_not_close_the_short_way(
    tmp_path: Path, kind: str, names: frozenset[str]
) -> None:
    with duckdb.connect() as con, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.judging.preload", lambda: None)
        patch.setattr("ingest.judging.plausibility", lambda *_: [])
        file = judge(con, without(tmp_path, kind, names))[0]
    assert file.staged
    assert file.staged.is_excerpt
