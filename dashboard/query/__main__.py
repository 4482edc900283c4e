"""`python -m dashboard.query`: one SQL statement, from an argument or standard input."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.query.answers import QueryLimits, QueryRefused, sentence
from dashboard.query.printing import FORMATS, printed
from dashboard.query.running import run_query


def main(arguments: list[str] | None = None) -> int:
    """Print the answer; a refusal is a sentence on standard error and exit code 1."""
    asked = _parser().parse_args(arguments)
    limits = QueryLimits(rows=asked.max_rows)
    sql = sys.stdin.read() if asked.sql is None else asked.sql
    result = run_query(asked.snapshot, sql, limits)
    if isinstance(result, QueryRefused):
        sys.stderr.write(result.sentence(asked.language) + "\n")
        return 1
    sys.stdout.write(printed(result, asked.format) + "\n")
    if result.is_cut:
        sys.stderr.write(sentence("rows_left_out", asked.language, rows=limits.rows) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard.query", description=__doc__)
    parser.add_argument("sql", nargs="?", help="one select; standard input where it is left out")
    parser.add_argument("--snapshot", type=Path, required=True, help="the published database file")
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument("--max-rows", type=int, default=QueryLimits().rows)
    parser.add_argument("--language", choices=("en", "fr"), default="en")
    return parser


if __name__ == "__main__":
    sys.exit(main())
