"""Is the SQL one statement that only reads? Asked of DuckDB's own parser, never of a look-alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

# What DuckDB calls a query that reads. A `with x as (delete ...)` holds a DELETE_QUERY_NODE,
# although DuckDB's `extract_statements` calls the whole of it a select.
READING_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE", "RECURSIVE_CTE_NODE"})

# They tell of the machine (the path of the snapshot, the settings), or run SQL made from text,
# which this check could not see. The snapshot's own tables need none of them.
NAMES_OF_THE_MACHINE = frozenset(
    {
        "current_setting",
        "duckdb_databases",
        "duckdb_extensions",
        "duckdb_external_file_cache",
        "duckdb_log_contexts",
        "duckdb_logs",
        "duckdb_logs_parsed",
        "duckdb_secrets",
        "duckdb_settings",
        "getvariable",
        "pg_settings",
        "pragma_database_list",
        "query",
        "which_secret",
    }
)


def fault_of(con: duckdb.DuckDBPyConnection, sql: str) -> str | None:
    """Return the code of the refusal, or None for one statement that only reads.

    A syntax error is not judged here: running it gives DuckDB's better message.
    """
    answer = con.execute("select json_serialize_sql($1::varchar)", [sql]).fetchall()[0][0]
    try:
        tree = json.loads(answer)
    except RecursionError:
        return "too_deep"
    if tree["error"]:
        return None if tree["error_type"] == "parser" else "only_select"
    if len(tree["statements"]) != 1:
        return "several_statements" if tree["statements"] else "empty"
    return _fault_of_tree(tree)


def _fault_of_tree(tree: dict[str, Any]) -> str | None:
    for part in _parts(tree):
        kind = str(part.get("type", ""))
        if kind.endswith("_NODE") and kind not in READING_NODES:
            return "only_select"
        if _names(part) & NAMES_OF_THE_MACHINE:
            return "about_the_machine"
    return None


def _parts(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through every object of the tree, without recursion: it may be deep."""
    waiting: list[Any] = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _names(part: dict[str, Any]) -> set[str]:
    """Return names of functions and tables, and texts: `query_table` takes a name as text."""
    named = [part.get("function_name"), part.get("table_name"), part.get("text")]
    return {name.lower() for name in named if isinstance(name, str)}
