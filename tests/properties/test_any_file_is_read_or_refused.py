"""Whatever the bytes: rows that add up, or a refusal with a sentence; never a traceback."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.contracts.contract import load_contracts
from ingest.errors import ExportRefused, MappingRefused
from ingest.mapping.identity import identity_mapping
from ingest.mapping.mapped_rows import load_mapping, map_rows
from ingest.messages import sentence
from ingest.reading.receive import ReceivedFile, receive
from ingest.reading.staging import StagedFile, stage
from tests.ingest.hostile_files import hostile_files

SMALL_FILES = [
    file.made for file in hostile_files() if isinstance(file.made, bytes) and len(file.made) < 4000
]
NAMES = ("a", "b", "c")
# Few letters, so that what matters to a reader of tables comes often.
TROUBLE = st.text(alphabet=',;"\t\r\n aé1', max_size=200)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t")
CELLS = st.text(alphabet=LETTERS, max_size=20)


def read(content: bytes) -> tuple[ReceivedFile, StagedFile, list[tuple], list[tuple]]:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        path = Path(folder) / "export"
        path.write_bytes(content)
        received = receive(path)
        staged = stage(con, received, "raw")
        rows = con.execute('select * from "raw" order by rowid').fetchall()
        numbers = con.execute(
            f"select rebond_row_number from {staged.numbered}"
            " union all select row_number from raw_malformed order by 1"
        ).fetchall()
        return received, staged, rows, numbers


def check(content: bytes) -> None:
    try:
        received, staged, rows, numbers = read(content)
    except ExportRefused as refusal:
        said = sentence(refusal.code, "fr", **refusal.parameters)
    else:
        said = "read"
        assert len(rows) == staged.row_count
        count = staged.row_count + staged.malformed_count
        assert [number for (number,) in numbers] == list(range(1, count + 1))
        assert received.text is None or count <= received.text.data_line_count
    assert said


@settings(max_examples=60, deadline=None)
@given(TROUBLE)
@example('"a,b,c\n1,2,3\n"4,5,6\n7,"8,9\n')
@example("\ta\tb\n\r\n\r1\t2")
@example('"\n"\n"')
def test_any_text_below_a_header_adds_up(text):
    check(f"{','.join(NAMES)}\n1,2,3\n{text}".encode())


@settings(max_examples=60, deadline=None)
@given(TROUBLE, st.sampled_from(["utf-8", "utf-16", "windows-1252", "utf-8-sig"]))
def test_any_text_in_any_encoding_adds_up(text, encoding):
    check(text.encode(encoding))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_add_up(content):
    check(content)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SMALL_FILES), st.data())
def test_a_changed_file_adds_up(content, data):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4)) if changed else 0):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(changed))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_what_a_csv_writer_writes_comes_back_cell_by_cell(rows):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([NAMES, *rows])
    # Lines of a cell that are whole rows by themselves are taken for rows: that is the price of a
    # stray quote costing one line. No such lines are made here.
    if any(cell.count(",") >= 2 for row in rows for cell in row):
        return
    _, staged, found, _ = read(file.getvalue().encode())
    assert staged.malformed_count == 0
    assert found == [tuple(cell or None for cell in row) for row in rows]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abkinorsuw:{}[]-'\"\n ,&*!<>|%@0", max_size=120))
def test_any_text_is_a_mapping_or_refused(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(text)
        with pytest.raises(MappingRefused) as refused:
            load_mapping(path)
        assert sentence(refused.value.code, "en", **refused.value.parameters)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="0123456789-/.: TZ+PAM", max_size=22).filter(lambda text: text.strip()),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_in_a_column_of_dates_is_mapped_or_asked_for(texts):
    rows = "".join(f'a{n},m,c,"{text}",post\n' for n, text in enumerate(texts))
    content = f"activity_id,member_id,community_id,occurred_at,activity_type\n{rows}"
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        (path := Path(folder) / "export").write_text(content)
        staged = stage(con, receive(path), "raw")
        try:
            map_rows(con, staged, identity_mapping("activity"), load_contracts(), "Asia/Tokyo")
        except ExportRefused as refusal:
            assert refusal.code.startswith("dates.")  # noqa: PT017
        else:
            count = con.execute("select count(occurred_at) from raw_activity").fetchone()
            assert count == (len(texts),)
