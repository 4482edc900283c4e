"""What one row shows by itself, judged by pandera batch by batch.

DuckDB hands over Arrow batches of the judged columns alone, as string views, which polars reads
without copying. While pandera judges one batch, DuckDB makes the next.

pandera passes over a frame some nine times a rule, and each call of it costs as much as thousands
of rows. So one pass of the same rules sets the rows apart that may break one, and pandera judges
these, from several batches at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl
from pandera.errors import SchemaError, SchemaErrors

from ingest.contracts.row_rules import row_rules

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from pandera.polars import DataFrameSchema

    from ingest.contracts.contract import Contract
    from ingest.contracts.row_rules import Bounds, RowRule

_ROWS_A_BATCH = 250_000
_BATCHES_AT_ONCE = 2
_ROWS_FOR_PANDERA = 50_000


def judge_rows(
    con: duckdb.DuckDBPyConnection, table: str, contract: Contract, bounds: Bounds
) -> None:
    """Append (row_number, code) to `<table>_refusals` for each rule that a row breaks."""
    schema, rules = contract.row_schema(bounds), row_rules(contract, bounds)
    # Reading and writing go on at once: an unfetched SELECT blocks its own connection.
    writer = con.cursor()
    doubtful = _doubtful_rows(_batches(con, table, contract), rules)
    for rows in _gathered(doubtful):
        refusals = refusals_of(rows, schema)
        if refusals.height:
            writer.register("found", refusals.to_arrow())
            writer.execute(f'insert into "{table}_refusals" select row_number, code from found')
            writer.unregister("found")
    writer.close()


def refusals_of(rows: pl.DataFrame, schema: DataFrameSchema) -> pl.DataFrame:
    """Return (row_number, code), one row per reason, for a frame of text with row numbers."""
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as errors:
        reasons = [_rows_that_break(rows, error) for error in errors.schema_errors]
        return pl.concat(reasons)
    return pl.DataFrame(schema={"row_number": pl.Int64, "code": pl.String})


def _batches(
    con: duckdb.DuckDBPyConnection, table: str, contract: Contract
) -> Iterator[pa.RecordBatch]:
    columns = ", ".join(f'"{column.name}"' for column in contract.columns)
    reader = con.cursor()
    reader.execute("set produce_arrow_string_view = true")
    rows = reader.sql(f'select row_number, {columns} from "{table}"')
    yield from rows.to_arrow_reader(_ROWS_A_BATCH)
    reader.close()


def _doubtful_rows(
    batches: Iterator[pa.RecordBatch], rules: list[RowRule]
) -> Iterator[pl.DataFrame]:
    """Look in a second thread, never more than two batches ahead of what was taken."""
    is_doubtful = ~pl.all_horizontal(rule.quick_sign for rule in rules)
    waiting: deque[Future[pl.DataFrame]] = deque()
    with ThreadPoolExecutor(max_workers=1) as beside:
        for batch in batches:
            waiting.append(beside.submit(_copied, pl.DataFrame(batch), is_doubtful))
            if len(waiting) >= _BATCHES_AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _copied(rows: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    """Return some rows; as string views they would keep the texts of all the others in memory."""
    chosen = rows.filter(which).to_arrow(compat_level=pl.CompatLevel.oldest())
    return pl.DataFrame(chosen)


def _gathered(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Put small frames together until they are worth a call."""
    rows = pl.DataFrame()
    for frame in frames:
        rows = rows.vstack(frame) if rows.width else frame
        if rows.height >= _ROWS_FOR_PANDERA:
            yield rows.rechunk()
            rows = frame.clear()
    if rows.height:
        yield rows.rechunk()


def _rows_that_break(rows: pl.DataFrame, error: SchemaError) -> pl.DataFrame:
    """Return the rows of one broken rule."""
    if error.check is None or error.check_output is None:
        # A defect of ours. The error's own text would carry values of rows.
        raise AssertionError(f"a rule could not be applied: {error.reason_code}")
    kept = error.check_output["check_output"]
    broken = rows.filter(~kept).select("row_number")
    return broken.with_columns(pl.lit(error.check.error).alias("code"))
