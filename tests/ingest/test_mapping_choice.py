"""How a partner comes to a mapping: a draft for unknown headers, a shipped one, the last one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main
from ingest.settings import Settings
from tests.ingest.mapping.test_shipped_mappings import SAMPLES

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

OWN_HEADERS = "Member,Group,Date,Questionnaire,Total\nm1,quiet-room,2025-03-04,PHQ-9,5"


def test_unknown_headers_get_a_draft_that_works_as_it_stands(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    export = write_export("own.csv", OWN_HEADERS)
    [file] = rebond("check", export, "--partner", north)["files"]
    suggestion = file["suggestion"]
    assert (file["refusal"]["code"], suggestion["kind"]) == ("kind.unknown", "outcome_scores")
    assert {one["target"] for one in suggestion["columns"]} == {
        "member_id",
        "community_id",
        "scored_on",
        "instrument",
        "score",
    }
    assert all(0 < one["confidence"] <= 1 for one in suggestion["columns"])
    draft = export.with_name("mapping.yaml")
    draft.write_text(suggestion["draft"])
    assert rebond("check", export, "--partner", north, "--mapping", draft)["rows_accepted"] == 1


def test_headers_that_are_no_column_are_told_by_their_place_alone(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    marker = "zq7marker7qz"
    export = write_export("own.csv", OWN_HEADERS.replace("Total\n", f"Total,{marker}\n") + ",7")
    receipt = rebond("check", export, "--partner", north)
    *_, last = receipt["files"][0]["suggestion"]["columns"]
    assert (last["position"], last["column"], last["target"]) == (6, None, None)
    assert marker not in json.dumps(receipt)


def test_what_looks_like_no_contract_gets_no_suggestion(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    receipt = rebond("check", write_export("other.csv", "a,b\n1,2"), "--partner", north)
    assert receipt["files"][0]["suggestion"] is None


OWN_MAPPING = """
decimal_mark: ","
rows:
  - kind: outcome_scores
    columns: {member_id: Member, community_id: Group, scored_on: Date, instrument: Questionnaire,
      score: Total}
"""
MEMBERS = "member_id,community_id,joined_on\nm1,quiet-room,2025-03-01"


def test_a_file_with_the_contracts_headers_needs_not_the_mapping_of_the_file_beside_it(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    mapping = write_export("mapping.yaml", "")
    mapping.write_text(OWN_MAPPING)
    files = (write_export("own.csv", OWN_HEADERS), write_export("members.csv", MEMBERS))
    receipt = rebond("take-in", *files, "--partner", north, "--mapping", mapping)
    mapped, as_it_is = receipt["files"]
    assert (mapped["rows_accepted"], as_it_is["rows_accepted"]) == (1, 1)
    for language, words in (("en", "The mapping was not used"), ("fr", "n’a pas servi")):
        assert words in as_it_is["read_as"][language]
        assert words not in mapped["read_as"][language]
    # Sent alone and without a mapping, it is the same file.
    again = rebond("take-in", files[1], "--partner", north)
    assert again["files"][0]["outcome"] == "already_taken_in"


def test_a_mapping_of_the_contracts_own_headers_is_used(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    mapping = write_export("mapping.yaml", "")
    mapping.write_text(
        "rows: [{kind: outcome_scores, columns: {member_id: member_id, scored_on: scored_on,"
        " community_id: community_id, instrument: {constant: WHO-5},"
        " score: {column: score, convert: who5_percent_to_raw}}}]"
    )
    header = "member_id,community_id,scored_on,instrument,score"
    export = write_export("scores.csv", f"{header}\nm1,quiet-room,2025-03-01,WHO-5,80")
    receipt = rebond("check", export, "--partner", north, "--mapping", mapping)
    assert receipt["rows_accepted"] == 1
    assert "not used" not in receipt["files"][0]["read_as"]["en"]


def test_whoever_chose_the_mapping_of_another_product_is_led_to_theirs(
    rebond: Rebond, north: str, tmp_path: Path
) -> None:
    content, _ = SAMPLES["discourse_posts"]
    (tmp_path / "export.csv").write_text(content)
    (tmp_path / "mapping.yaml").write_text(
        "extends: phpbb_posts\nconstants: {community_id: quiet-room}"
    )
    wrong = ("--partner", north, "--mapping", tmp_path / "mapping.yaml")
    [file] = rebond("check", tmp_path / "export.csv", *wrong)["files"]
    # All that is lacking at once: none of them is mended by the others.
    assert "post_time, poster_id" in file["refusal"]["words"]["en"]["wrong"]
    assert file["suggestion"]["mapping"] == "discourse_posts"


@pytest.mark.parametrize("scales", ["WHO-5,GAD-7,SWEMWBS", "who5_total,Score GAD7,swemwbs"])
def test_a_sheet_with_a_column_for_each_questionnaire_gets_a_draft_that_works(
    rebond: Rebond, north: str, write_export: WriteExport, scales: str
) -> None:
    sheet = f"Code,Date,{scales},Note 1\nm1,2025-03-04,13,5,22,1\nm2,2025-03-05,11,,25,1"
    export = write_export("sheet.csv", sheet)
    [file] = rebond("check", export, "--partner", north)["files"]
    assert file["suggestion"]["kind"] == "outcome_scores"
    assert file["suggestion"]["lacking"] == ["community_id"]
    draft = export.with_name("mapping.yaml")
    draft.write_text(file["suggestion"]["draft"].replace("<community_id>", "quiet-room"))
    receipt = rebond("check", export, "--partner", north, "--mapping", draft)
    [scores] = receipt["files"][0]["exports"]
    # Who left a questionnaire out has no score of it.
    assert (receipt["rows_read"], scores["rows_accepted"]) == (2, 3 + 2)


def test_a_kind_and_a_mapping_that_contradict_each_other_are_asked_about(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    mapping = write_export("mapping.yaml", "")
    mapping.write_text(OWN_MAPPING)
    asked = ("check", write_export("own.csv", OWN_HEADERS), "--partner", north)
    said = ("--mapping", mapping, "--kind")
    [file] = rebond(*asked, *said, "members")["files"]
    assert file["refusal"]["code"] == "mapping.other_kind"
    assert "members" in file["refusal"]["words"]["fr"]["wrong"]
    assert rebond(*asked, *said, "outcome_scores")["rows_accepted"] == 1


def test_a_draft_spells_headers_as_the_file_does(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    export = write_export("own.csv", "Membre,Groupe,Date d'inscription,Tranche d'âge\n1,2,3,4")
    [file] = rebond("check", export, "--partner", north)["files"]
    assert "Tranche d'âge" in file["suggestion"]["draft"]


def test_a_shipped_mapping_is_found_by_its_name(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    export = write_export("posts.csv", "post_id,user_id\n1,2")
    receipt = rebond("check", export, "--partner", north, "--mapping", "discourse_posts")
    # Found, and asking for what only the partner knows.
    assert receipt["files"][0]["refusal"]["code"] == "mapping.unfilled"


def test_the_mapping_used_last_is_kept_for_its_partner(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    draft = write_export("mapping.yaml", "rows: []")
    kept = settings.outbox / north / "our-mapping.yaml"
    export = write_export("own.csv", OWN_HEADERS)
    rebond("check", export, "--partner", north, "--mapping", draft)
    assert not kept.exists()
    rebond("take-in", export, "--partner", north, "--mapping", draft)
    assert kept.read_text() == draft.read_text()


@pytest.mark.parametrize(
    "columns",
    [
        # In full; below it stand hours, ages, cities and the most active members by name.
        "Total Members,Pending Members,Approved Member Requests,Posts,Comments,Active Members",
        "Joined,Posted or Commented,Viewed,Posts,Comments,Reactions",
    ],
)
def test_insights_of_a_facebook_group_are_told_for_what_they_are(
    rebond: Rebond, north: str, home: Path, tmp_path: Path, columns: str
) -> None:
    path = tmp_path / "insights.csv"
    numbers = ",1" * len(columns.split(","))
    path.write_text(f"Date,{columns}\n2026-04-21{numbers}\n,\nContributors,Posts\nAnn Lee,4\n")
    receipt = rebond("take-in", path, "--partner", north)
    assert receipt["files"][0]["refusal"]["code"] == "kind.facebook_insights"
    assert not [one for one in home.rglob("*") if one.is_file() and b"Ann Lee" in one.read_bytes()]


def test_a_products_own_export_is_told_which_mapping_reads_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, _ = SAMPLES["discourse_posts"]
    (tmp_path / "export.csv").write_text(content)
    asked = ["check", str(tmp_path / "export.csv"), "--home", str(home), "--language", "fr"]
    assert main(asked) == 4
    said = capsys.readouterr().out
    assert "la correspondance discourse_posts" in said
    assert "    extends: discourse_posts" in said
