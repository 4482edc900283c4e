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

# The functions that may stand where a table stands, besides the snapshot's own macros. All others
# are refused, whatever they are given: they read files, tell of the machine (the path of the
# snapshot, the settings), or run SQL made from text, which this check could not see.
TABLES_MADE_BY_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_functions",
        "duckdb_keywords",
        "duckdb_schemas",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "generate_series",
        "json_each",
        "json_tree",
        "pragma_table_info",
        "pragma_version",
        "range",
        "repeat",
        "unnest",
    }
)
OWN_MACROS = """
    select lower(function_name) from duckdb_functions()
    where function_type = 'table_macro' and not internal
"""

# The same by other ways: views of these names, functions within a line, names given as text to a
# macro of the snapshot.
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
        "json_serialize_plan",
        "pg_settings",
        "pragma_database_list",
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
    own = {name for (name,) in con.execute(OWN_MACROS).fetchall()}
    return _fault_of_tree(tree, TABLES_MADE_BY_FUNCTIONS | own)


def _fault_of_tree(tree: dict[str, Any], allowed: frozenset[str]) -> str | None:
    for part in _parts(tree):
        kind = str(part.get("type", ""))
        if kind.endswith("_NODE") and kind not in READING_NODES:
            return "only_select"
        if kind == "TABLE_FUNCTION" and part["function"]["function_name"].lower() not in allowed:
            return "about_the_machine"
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
    """Return names of functions and tables, and texts: a macro takes a table's name as text."""
    named = [part.get("function_name"), part.get("table_name"), part.get("text")]
    return {name.lower() for name in named if isinstance(name, str)}
