"""The road from a file to the stores, walked by the command line."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.receipt_words import receipt_in_words
from ingest.settings import Settings

Rebond = Callable[..., dict[str, Any]]
WriteExport = Callable[[str, str], Path]

COMMUNITIES = """
    community_id,platform_type,led_by,is_anonymous,time_zone
    quiet-room,forum,peers,true,America/Toronto
"""
SCORES = """
    member_id,community_id,scored_on,instrument,score
    good-1,quiet-room,2025-01-10,PHQ-9,15
    copy-1,quiet-room,2025-01-11,PHQ-9,13
    copy-1,quiet-room,2025-01-11,PHQ-9,13
    high-1,quiet-room,2025-01-10,PHQ-9,28
    both-1,elsewhere,2025-02-30,PHQ-9,9
    odds-1,quiet-room,2025-01-11,PHQ-9,12
    odds-1,quiet-room,2025-01-11,PHQ-9,13
"""


@pytest.fixture
def delivery(write_export: WriteExport) -> tuple[Path, Path]:
    return (
        write_export("outcome_scores.csv", SCORES),
        write_export("communities.csv", COMMUNITIES),
    )


def query(settings: Settings, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        return warehouse.execute(question).fetchall()


def test_every_row_is_accepted_or_refused_with_all_its_reasons(
    rebond: Rebond, north: str, delivery: tuple[Path, Path]
) -> None:
    receipt = rebond("take-in", *delivery, "--partner", north)
    assert receipt["rows_read"] == 7 + 1
    assert receipt["rows_accepted"] == 3 + 1
    assert receipt["rows_refused"] == 4
    assert receipt["rows_collapsed"] == 1
    assert receipt["refusals"] == {
        "community_id.unknown_community": 1,
        "member_id.conflicting_copies": 2,
        "score.above_maximum": 1,
        "scored_on.not_a_date": 1,
    }


def test_only_accepted_rows_enter_the_warehouse_and_under_our_pseudonym(
    rebond: Rebond, north: str, delivery: tuple[Path, Path], settings: Settings
) -> None:
    rebond("take-in", *delivery, "--partner", north)
    rows = query(settings, "select score, member_key::varchar from accepted.outcome_scores")
    assert sorted(score for score, _ in rows) == [13, 15]
    assert b"good-1" not in settings.warehouse.read_bytes()


def test_refused_rows_come_back_whole_to_their_owner(
    rebond: Rebond, north: str, delivery: tuple[Path, Path], settings: Settings
) -> None:
    rebond("take-in", *delivery, "--partner", north)
    [path] = (settings.outbox / north).glob("D-000001/refused-*.csv")
    header, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    own = ["refused_row", "refused_because", "refused_because_en", "refused_because_fr"]
    assert header == [*own, "member_id", "community_id", "scored_on", "instrument", "score"]
    whole = [[*row[:2], *row[4:]] for row in rows]
    high = ["high-1", "quiet-room", "2025-01-10", "PHQ-9", "28"]
    assert ["4", "score.above_maximum", *high] in whole
    both = "community_id.unknown_community scored_on.not_a_date"
    assert ["5", both, "both-1", "elsewhere", "2025-02-30", "PHQ-9", "9"] in whole


def test_beside_each_refused_row_stands_what_the_receipt_says_of_its_reasons(
    rebond: Rebond, north: str, delivery: tuple[Path, Path], settings: Settings
) -> None:
    receipt = rebond("take-in", *delivery, "--partner", north)
    problems = (
        problem
        for file in receipt["files"]
        for export in file["exports"]
        for problem in export["problems"]
    )
    said = {problem["code"]: problem["words"] for problem in problems}
    [path] = (settings.outbox / north).glob("D-000001/refused-*.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert max(len(row["refused_because"].split()) for row in rows) == 2
    for row in rows:
        for language in ("en", "fr"):
            words = [said[code][language] for code in row["refused_because"].split()]
            assert row[f"refused_because_{language}"] == " ".join(
                part for both in words for part in (both["wrong"], both["mend"])
            )


def test_a_folder_is_one_delivery_of_its_files(
    rebond: Rebond, north: str, delivery: tuple[Path, Path]
) -> None:
    scores, communities = delivery
    folder = scores.parent / "delivery"
    folder.mkdir()
    (folder / ".hidden").write_text("")
    for file in (scores, communities):
        file.rename(folder / file.name)
    receipt = rebond("take-in", folder, "--partner", north)
    names = [file["file_name"] for file in receipt["files"]]
    assert names == ["communities.csv", "outcome_scores.csv"]
    assert receipt["rows_accepted"] == 3 + 1


def test_lines_that_are_no_rows_are_counted_in_the_receipt_and_in_the_ledger(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    broken = write_export("broken.csv", SCORES + "good-2,quiet-room,2025-01-12,PHQ-9\n")
    receipt = rebond("take-in", broken, "--partner", north)
    [file] = receipt["files"]
    [export] = file["exports"]
    [malformed] = [problem for problem in export["problems"] if problem["code"] == "line.malformed"]
    assert (malformed["count"], malformed["first_rows"]) == (1, [8])
    assert (file["rows_read"], file["rows_refused"]) == (8, 5)
    assert (export["rows_read"], export["rows_refused"]) == (8, 5)
    assert receipt["refusals"]["line.malformed"] == 1
    entry = query(settings, "select rows_read, rows_refused, refusals from ledger.exports")[0]
    assert entry[:2] == (8, 5)
    assert '"line.malformed": 1' in entry[2]


def test_sending_the_same_file_again_changes_nothing(
    rebond: Rebond, north: str, delivery: tuple[Path, Path], settings: Settings
) -> None:
    rebond("take-in", *delivery, "--partner", north)
    before = query(settings, "from accepted.outcome_scores order by all")
    again = rebond("take-in", *delivery, "--partner", north)
    assert {file["outcome"] for file in again["files"]} == {"already_taken_in"}
    assert {file["already_in"] for file in again["files"]} == {"D-000001"}
    assert query(settings, "from accepted.outcome_scores order by all") == before


ACTIVITY = """
    activity_id,member_id,community_id,occurred_at,activity_type
    a-1,m-1,quiet-room,2025-01-10T12:00:00,post
    a-2,m-1,quiet-room,2025-01-10T23:30:00,post
"""
ZONE = ("--time-zone", "America/Toronto")
FROM, THROUGH = ("--covered-from", "2025-01-01"), ("--covered-through", "2025-01-31")


@pytest.mark.parametrize("stated", [ZONE, FROM, THROUGH, (*ZONE, *FROM)])
def test_the_same_file_is_another_export_where_its_zone_or_period_is_stated_only_now(
    rebond: Rebond, north: str, write_export: WriteExport, stated: tuple[str, ...]
) -> None:
    path = write_export("activity.csv", ACTIVITY)
    rebond("take-in", path, "--partner", north)
    [file] = rebond("take-in", path, "--partner", north, *stated)["files"]
    assert file["outcome"] == "accepted"
    assert file["exports"][0]["supersedes"] == ["E-000001"]
    [file] = rebond("take-in", path, "--partner", north, *stated)["files"]
    assert file["outcome"] == "already_taken_in"


def test_stating_utc_for_times_that_were_taken_for_utc_changes_nothing(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    path = write_export("activity.csv", ACTIVITY)
    for words in ((), ("--time-zone", "UTC")):
        [file] = rebond("take-in", path, "--partner", north, *words)["files"]
    assert file["outcome"] == "already_taken_in"


def test_a_zone_that_is_stated_late_puts_the_times_right(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    path = write_export("activity.csv", ACTIVITY)
    for words in ((), ZONE):
        rebond("take-in", path, "--partner", north, *words)
    times = "select max(occurred_at)::varchar from accepted.activity group by export_id order by 1"
    # Five hours behind UTC in winter.
    assert query(settings, times) == [("2025-01-10 23:30:00",), ("2025-01-11 04:30:00",)]


def test_a_zone_that_a_mapping_knows_better_makes_no_other_export(
    rebond: Rebond, north: str, write_export: WriteExport, tmp_path: Path
) -> None:
    path = write_export("activity.csv", ACTIVITY)
    columns = ACTIVITY.split(maxsplit=1)[0].split(",")
    mapping = tmp_path / "ours.yaml"
    mapping.write_text(
        "time_zone: America/Toronto\nrows:\n  - kind: activity\n    columns:\n"
        + "".join(f"      {name}: {name}\n" for name in columns)
    )
    for words in ((), ("--time-zone", "Europe/Paris")):
        taken = rebond("take-in", path, "--partner", north, "--mapping", mapping, *words)
    assert [file["outcome"] for file in taken["files"]] == ["already_taken_in"]


def test_a_check_keeps_nothing(
    rebond: Rebond, north: str, delivery: tuple[Path, Path], settings: Settings
) -> None:
    checked = rebond("check", *delivery, "--partner", north)
    assert checked["rows_refused"] == 4
    assert checked["delivery"] is None
    assert query(settings, "select count(*) from accepted.outcome_scores") == [(0,)]
    assert query(settings, "select count(*) from ledger.exports") == [(0,)]
    assert list(settings.quarantine.iterdir()) == []
    assert list(settings.scratch.iterdir()) == []


def test_a_wider_export_supersedes_and_its_withdrawal_restores(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    first = write_export("first.csv", SCORES)
    second = write_export("second.csv", SCORES + "late-1,quiet-room,2025-01-13,PHQ-9,11\n")
    rebond("take-in", first, "--partner", north)
    taken = rebond("take-in", second, "--partner", north)
    assert taken["files"][0]["exports"][0]["supersedes"] == ["E-000001"]
    withdrawn = rebond("withdraw", "--partner", north, "--export", "E-000002")
    assert withdrawn["restored"] == ["E-000001"]
    statuses = {row["export_id"]: row["status"] for row in rebond("status")["exports"]}
    assert statuses == {"E-000001": "current", "E-000002": "withdrawn"}


def test_an_export_that_replaces_another_says_row_by_row_what_it_changes(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    header = "member_id,community_id,scored_on,instrument,score"
    former = [
        "same-1,quiet-room,2025-01-10,PHQ-9,15",
        "same-2,quiet-room,2025-01-10,PHQ-9,9",
        "other-1,quiet-room,2025-01-10,PHQ-9,8",
        "gone-1,quiet-room,2025-01-11,PHQ-9,7",
        "spoilt-1,quiet-room,2025-01-12,PHQ-9,7",
    ]
    newer = [
        "fresh-1,quiet-room,2025-01-10,PHQ-9,3",
        "other-1,quiet-room,2025-01-10,PHQ-9,12",
        "same-2,quiet-room,2025-01-10,PHQ-9,9.0",
        "same-1,quiet-room,2025-01-10,PHQ-9,15",
        # Refused now: the row taken before is no longer in force.
        "spoilt-1,quiet-room,2025-01-12,PHQ-9,99",
    ]
    period = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-31")
    first = write_export("first.csv", "\n".join([header, *former]))
    second = write_export("second.csv", "\n".join([header, *newer]))
    told = rebond("take-in", first, "--partner", north, *period)["files"][0]["exports"][0]
    assert told["changes"] is None
    checked, taken = (
        rebond(action, second, "--partner", north, *period)["files"][0]["exports"][0]
        for action in ("check", "take-in")
    )
    assert checked["changes"] == taken["changes"]
    assert taken["changes"] == {
        "compared_with": ["E-000001"],
        "rows_new": 1,
        "rows_changed": 1,
        "rows_unchanged": 2,
        "rows_removed": 2,
        "is_most_removed": False,
    }


def test_what_a_withdrawn_export_had_replaced_belongs_to_its_successor(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    late = ["", "late-1,quiet-room,2025-01-13,PHQ-9,11\n", "late-2,quiet-room,2025-01-14,PHQ-9,9\n"]
    for number in range(3):
        text = SCORES + "".join(late[: number + 1])
        rebond("take-in", write_export(f"{number}.csv", text), "--partner", north)
    assert rebond("withdraw", "--partner", north, "--export", "E-000002")["restored"] == []
    # Only now does nothing else tell of those days.
    restored = rebond("withdraw", "--partner", north, "--export", "E-000003")["restored"]
    assert restored == ["E-000001"]


PERIOD = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-31")
X, Y = "x-1,quiet-room,2025-01-10,PHQ-9,15\n", "y-1,quiet-room,2025-01-11,PHQ-9,9\n"


@pytest.fixture
def two_files(write_export: WriteExport) -> tuple[Path, Path]:
    """Scores of one community and period, each questionnaire in a file of its own."""
    header, moods, worries = SCORES.strip().splitlines()[0].strip(), "PHQ-9", "GAD-7"
    return (
        write_export("moods.csv", f"{header}\nx-1,quiet-room,2025-01-10,{moods},7"),
        write_export("worries.csv", f"{header}\nx-1,quiet-room,2025-01-10,{worries},7"),
    )


def in_force(rebond: Rebond) -> list[str]:
    exports = rebond("status")["exports"]
    return sorted(one["export_id"] for one in exports if one["status"] == "current")


def test_exports_of_one_delivery_replace_former_ones_and_never_each_other(
    rebond: Rebond, north: str, two_files: tuple[Path, Path]
) -> None:
    taken = rebond("take-in", *two_files, "--partner", north, *PERIOD)
    assert [file["exports"][0]["supersedes"] for file in taken["files"]] == [[], []]
    assert in_force(rebond) == ["E-000001", "E-000002"]
    for path in two_files:
        path.write_text(path.read_text().replace(",7", ",8"))
    taken = rebond("take-in", *two_files, "--partner", north, *PERIOD)
    told = [file["exports"][0]["changes"] for file in taken["files"]]
    assert [changes["compared_with"] for changes in told] == [["E-000001", "E-000002"]] * 2
    assert in_force(rebond) == ["E-000003", "E-000004"]


def test_a_file_that_is_sent_again_unchanged_beside_a_mended_one_stays_in_force(
    rebond: Rebond, north: str, two_files: tuple[Path, Path], settings: Settings
) -> None:
    moods, worries = two_files
    rebond("take-in", *two_files, "--partner", north, *PERIOD)
    worries.write_text(worries.read_text().replace(",7", ",8"))
    rebond("take-in", moods, worries, "--partner", north, *PERIOD)
    rows = query(
        settings,
        "select instrument, score::integer from accepted.outcome_scores"
        " join ledger.exports using (export_id) where status = 'current' order by 1",
    )
    assert rows == [("GAD-7", 8), ("PHQ-9", 7)]


# In a second community: an export without it does not replace one with it.
ELSEWHERE = "z-1,other-room,2025-01-12,PHQ-9,7\n"
HEADER = SCORES.strip().splitlines()[0] + "\n"


def statuses(rebond: Rebond) -> dict[str, tuple[str, str | None]]:
    exports = rebond("status")["exports"]
    return {one["export_id"]: (one["status"], one["superseded_by"]) for one in exports}


def test_what_a_newer_export_in_force_replaces_is_not_restored(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    # The third, of fewer communities, leaves the second alone; the first is not in force then.
    for number, text in enumerate([X + Y, X + Y + ELSEWHERE, X]):
        export = write_export(f"{number}.csv", HEADER + text)
        rebond("take-in", export, "--partner", north, *PERIOD)
    assert statuses(rebond)["E-000002"] == ("current", None)
    assert rebond("withdraw", "--partner", north, "--export", "E-000002")["restored"] == []
    # The row that the third one dropped would else count again.
    assert statuses(rebond)["E-000001"] == ("superseded", "E-000003")
    restored = rebond("withdraw", "--partner", north, "--export", "E-000003")["restored"]
    assert restored == ["E-000001"]


def test_a_day_less_than_an_older_export_covers_does_not_keep_it_from_being_restored(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    shorter = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-30")
    sent = [(X + Y, PERIOD), (X + Y + ELSEWHERE, PERIOD), (X, shorter)]
    for number, (text, period) in enumerate(sent):
        export = write_export(f"{number}.csv", HEADER + text)
        rebond("take-in", export, "--partner", north, *period)
    restored = rebond("withdraw", "--partner", north, "--export", "E-000002")["restored"]
    assert restored == ["E-000001"]


def test_of_two_that_are_restored_together_the_newer_replaces_the_older(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    # 2 replaces 1; 3 replaces 1 as well, but not 2; 4 replaces 2 and 3.
    for number, text in enumerate([X + Y, X + Y + ELSEWHERE, X, Y + ELSEWHERE + X]):
        export = write_export(f"{number}.csv", HEADER + text)
        rebond("take-in", export, "--partner", north, *PERIOD)
    # Now 1 belongs to 4, as 2 and 3 do.
    assert rebond("withdraw", "--partner", north, "--export", "E-000002")["restored"] == []
    restored = rebond("withdraw", "--partner", north, "--export", "E-000004")["restored"]
    assert restored == ["E-000003"]
    assert statuses(rebond)["E-000001"] == ("superseded", "E-000003")


def test_a_withdrawn_export_may_be_sent_anew(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    path = write_export("scores.csv", SCORES)
    rebond("take-in", path, "--partner", north)
    rebond("withdraw", "--partner", north, "--export", "E-000001")
    assert rebond("take-in", path, "--partner", north)["delivery"] == "D-000002"


@pytest.mark.parametrize(("kept", "is_warned"), [(0, True), (1, True), (2, False), (4, False)])
def test_an_export_that_holds_little_of_what_it_replaces_is_asked_about(
    rebond: Rebond, north: str, write_export: WriteExport, kept: int, is_warned: bool
) -> None:
    header = "member_id,community_id,scored_on,instrument,score"
    january = ("--covered-from", "2025-01-01", "--covered-through", "2025-01-31")
    former = [f"m-{n},quiet-room,2025-01-10,PHQ-9,9" for n in range(4)]
    other = [f"m-{n},quiet-room,2025-01-10,GAD-7,9" for n in range(4)]
    first = write_export("first.csv", "\n".join([header, *former]))
    rebond("take-in", first, "--partner", north, *january)
    second = write_export("second.csv", "\n".join([header, *other, *former[:kept]]))
    receipt = rebond("check", second, "--partner", north, *january)
    for language, words in (("en", "Most rows of E-000001"), ("fr", "La plupart des lignes de")):
        assert (words in receipt_in_words(receipt, language)) is is_warned


def test_nobody_can_withdraw_the_export_of_another_partner(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    rebond("partner", "add", "south")
    rebond("take-in", write_export("scores.csv", SCORES), "--partner", north)
    answer = rebond("withdraw", "--partner", "south", "--export", "E-000001")
    assert answer["code"] == "export.unknown"
    assert answer["exit_code"] == 1


def test_a_file_that_looks_like_a_person_is_refused_and_leaves_no_trace(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    marker = "marvellous.person@example.org"
    path = write_export("scores.csv", SCORES.replace("good-1", marker))
    receipt = rebond("take-in", path, "--partner", north)
    assert receipt["files"][0]["outcome"] == "refused"
    assert receipt["files"][0]["refusal"]["code"].startswith("privacy.")
    for file in settings.home.rglob("*"):
        assert not file.is_file() or marker.encode() not in file.read_bytes()
    assert [row["status"] for row in rebond("status")["exports"]] == ["refused"]


def test_every_column_that_looks_like_a_person_is_told_at_once_and_no_value_for_its_name(
    rebond: Rebond, tmp_path: Path
) -> None:
    path = tmp_path / "users.csv"
    path.write_text("id,username,email,Ann Lee\n1,ann,a@example.org,b@example.org\n")
    words = rebond("check", path)["files"][0]["refusal"]["words"]
    assert words["en"]["wrong"].startswith("username looks like user names.")
    others = "email (e-mail addresses), column 4 (e-mail addresses)."
    assert words["en"]["mend"].endswith(f"These have to go or be replaced, too: {others}")
    others = "email (adresses électroniques), colonne 4 (adresses électroniques)."
    assert words["fr"]["mend"].endswith(f"à retirer ou à remplacer\u00a0: {others}")


def test_exit_codes_tell_a_script_what_became_of_the_export(
    rebond: Rebond, north: str, write_export: WriteExport
) -> None:
    good = write_export("good.csv", COMMUNITIES)
    some = write_export("some.csv", SCORES)
    none = write_export("none.csv", "email\nsomebody@example.org")
    codes = [rebond("check", path, "--partner", north)["exit_code"] for path in (good, some, none)]
    assert codes == [0, 3, 4]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (("2025-13-01", "2025-12-31"), "api.not_a_day"),
        (("2025-01-31", "31/12/2025"), "api.not_a_day"),
        (("2025-01-02", "2025-01-01"), "period.backwards"),
        (("2025-01-02", "2025-01-02"), None),
    ],
)
def test_a_period_that_cannot_be_is_said_in_words(
    rebond: Rebond, write_export: WriteExport, period: tuple[str, str], code: str | None
) -> None:
    export = write_export("scores.csv", "member_id,community_id,scored_on,instrument,score\na,b,c")
    first, last = period
    answer = rebond("check", export, "--covered-from", first, "--covered-through", last)
    assert answer.get("code") == code


def test_an_unknown_partner_is_told_so(rebond: Rebond, write_export: WriteExport) -> None:
    answer = rebond("take-in", write_export("good.csv", COMMUNITIES), "--partner", "nobody")
    assert answer["code"] == "partner.unknown"
    assert "nobody" in answer["sentences"]["en"]
    assert "nobody" in answer["sentences"]["fr"]


def test_a_programme_that_lost_most_of_its_members_is_not_published_unless_confirmed(
    rebond: Rebond, north: str, write_export: WriteExport, settings: Settings
) -> None:
    header = "member_id,community_id,joined_on"
    members = [f"member-{number},quiet-room,2025-01-{number % 28 + 1:02d}" for number in range(60)]
    rebond("take-in", write_export("communities.csv", COMMUNITIES), "--partner", north)
    everyone = write_export("members.csv", "\n".join([header, *members]))
    rebond("take-in", everyone, "--partner", north)
    assert rebond("publish")["ok"]
    first = (settings.public / "CURRENT").read_text()
    rebond("withdraw", "--partner", north, "--export", "E-000002")
    few = write_export("few.csv", "\n".join([header, *members[:20]]))
    rebond("take-in", few, "--partner", north)
    assert rebond("publish")["code"] == "publish.held"
    assert (settings.public / "CURRENT").read_text() == first
    assert rebond("publish", "--confirm")["ok"]
    assert (settings.public / "CURRENT").read_text() != first
