"""A contract's former version is taken for a stated time, told in each receipt, then refused.

No contract has a former version yet: here the present one is the new one, and a made-up 0.9.0 with
other headers is the former.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.contracts import former_version
from ingest.contracts.contract import load_contracts
from ingest.contracts.contract_file import ContractInvalid
from ingest.contracts.former_version import former_versions
from ingest.mapping.mapping_file import load_mapping

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

FORMER = "member_id,community_id,scored_on,scale,total\nm-1,quiet-room,2025-01-10,PHQ-9,9"
PRESENT = FORMER.replace("scale,total", "instrument,score")
MAPPING = """
rows:
  - kind: outcome_scores
    columns:
      {member_id: member_id, community_id: community_id, scored_on: scored_on,
       instrument: scale, score: total}
"""


@pytest.fixture
def accepted_until(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """Lay down the former version, taken until so many days from today."""

    def lay_down(days: int) -> str:
        until = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
        folder = tmp_path / "contracts" / "outcome_scores" / "former"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "0.9.0.yaml").write_text(
            f"accepted_until: {until}\nrecognised_by: [member_id, scored_on, scale, total]\n"
        )
        (folder / "0.9.0.mapping.yaml").write_text(MAPPING)
        monkeypatch.setattr(former_version, "FOLDER", tmp_path / "contracts")
        return until

    return lay_down


AcceptedUntil = Callable[[int], str]


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("kind", [(), ("--kind", "outcome_scores")])
def test_until_its_last_day_a_former_version_is_taken_and_the_day_is_told(
    rebond: Rebond,
    write_export: WriteExport,
    accepted_until: AcceptedUntil,
    days: int,
    kind: tuple[str, ...],
) -> None:
    until = accepted_until(days)
    [file] = rebond("check", write_export("scores.csv", FORMER), *kind)["files"]
    assert (file["rows_accepted"], file["rows_refused"]) == (1, 0)
    assert file["former_version"] == {
        "kind": "outcome_scores",
        "version": "0.9.0",
        "accepted_until": until,
    }


LEFT_OPEN = {
    # cells, the question, the answer, the day that is read then
    "day first": ("03/04/2025,PHQ-9,9", "dates.ambiguous", "--date-format=day_first", "2025-04-03"),
    "month first": (
        "03/04/2025,PHQ-9,9", "dates.ambiguous", "--date-format=month_first", "2025-03-04",
    ),
    "comma": ('2025-01-15,WSAS,"1,234"', "numbers.ambiguous", "--decimal-mark=,", "2025-01-15"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OPEN)
def test_what_it_leaves_open_is_answered_when_sending(
    rebond: Rebond, write_export: WriteExport, accepted_until: AcceptedUntil, name: str
) -> None:
    cells, code, answer, day = LEFT_OPEN[name]
    accepted_until(1)
    export = write_export("scores.csv", f"{FORMER.splitlines()[0]}\nm-1,quiet-room,{cells}")
    [asked] = rebond("check", export)["files"]
    assert asked["refusal"]["code"] == code
    [file] = rebond("check", export, answer)["files"]
    assert (file["refusal"], file["exports"][0]["covered_from"]) == (None, day)


def test_after_its_last_day_it_is_refused_in_words(
    rebond: Rebond, write_export: WriteExport, accepted_until: AcceptedUntil
) -> None:
    until = accepted_until(-1)
    [file] = rebond("check", write_export("scores.csv", FORMER))["files"]
    assert (file["outcome"], file["refusal"]["code"]) == ("refused", "contract.former_ended")
    assert all(until in words["wrong"] for words in file["refusal"]["words"].values())


def test_a_file_of_the_present_version_has_nothing_to_do_with_the_former(
    rebond: Rebond, write_export: WriteExport, accepted_until: AcceptedUntil
) -> None:
    accepted_until(-1)
    [file] = rebond("check", write_export("scores.csv", PRESENT))["files"]
    assert (file["rows_accepted"], file["former_version"]) == (1, None)


def test_a_former_version_without_its_mapping_is_a_fault_of_ours(
    accepted_until: AcceptedUntil,
) -> None:
    accepted_until(1)
    [former] = former_versions()
    former.mapping.unlink()
    with pytest.raises(ContractInvalid):
        former_versions()


def test_every_former_version_that_ships_makes_the_present_one() -> None:
    for former in former_versions():
        columns = {name for entry in load_mapping(former.mapping).entries for name in entry.columns}
        required = {one.name for one in load_contracts()[former.kind].columns if one.is_required}
        assert required <= columns
