"""Figures on one export as a whole, and on the partner's exports before it.

A figure is None where it would say little (few rows, no history yet): no rule then speaks of it.
"""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from ingest.contracts.contract import Column, Contract
    from ingest.gate.gate import Verdict

Figures = dict[str, float | None]

FEWEST_ROWS = 20
"""Below this many rows a share says little."""

LATEST_EXPORTS = 6
FEWEST_EXPECTED_ROWS = 50

OF_WHOLE_EXPORTS = frozenset(
    {
        "rows_per_day_ratio",
        "age_days",
        "silent_days",
        "empty_month_share",
        "second_score_share",
        "refused_share",
    }
)
"""What a handful of mended rows cannot show: they are no export of a period, and all were refused
before."""


def measure(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    table: str,
    verdict: Verdict,
    *,
    covered_from: date,
    covered_through: date,
    today: date,
) -> Figures:
    """Return the figures of an export whose rows the gate has judged (`<table>_accepted`)."""
    accepted = f'"{table}_accepted"'
    days = (covered_through - covered_from).days + 1
    return {
        "accepted_count": verdict.rows_accepted,
        "rows_per_day": verdict.rows_accepted / days,
        "covered_days": days,
        "age_days": (today - covered_through).days,
        **_shares_of_verdict(verdict),
        **_unknown_share(con, contract, accepted),
        **_figures_of_time(con, contract, accepted, covered_from, covered_through),
        **_figures_of_scores(con, contract, accepted),
    }


def against_history(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    table: str,
    figures: Figures,
    partner_id: str,
) -> Figures:
    """Return the figures with those that compare them with the partner's exports before.

    Reads the warehouse, which is attached as `warehouse`. A first export has no history, and one
    that is small is not compared: chance moves it.
    """
    compared = {"rows_per_day_ratio": _rows_per_day_ratio(con, contract, figures, partner_id)}
    if contract.kind == "outcome_scores":
        compared["mean_score_shift"] = _mean_score_shift(con, contract, table, partner_id)
    return {**figures, **compared}


def _shares_of_verdict(verdict: Verdict) -> Figures:
    def warned(problem: str) -> int:
        codes = (code for code in verdict.warnings if code.endswith(f".{problem}"))
        return max((verdict.warnings[code] for code in codes), default=0)

    accepted = verdict.rows_accepted
    return {
        "refused_share": _share(verdict.rows_refused, verdict.rows_read),
        "collapsed_share": _share(verdict.rows_collapsed, accepted),
        "unknown_member_share": _share(warned("unknown_member"), accepted),
        "before_joining_share": _share(warned("before_joining"), accepted),
        "reply_to_nothing_share": _share(warned("reply_to_nothing"), accepted),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= FEWEST_ROWS else None


def _unknown_share(con: duckdb.DuckDBPyConnection, contract: Contract, accepted: str) -> Figures:
    """Of the cells that may be unknown, the share that is: empty, or `unknown`."""
    columns = [column.name for column in contract.columns if "unknown" in column.allowed_values]
    if not columns:
        return {}
    known = " + ".join(f"count(nullif({column}, 'unknown'))" for column in columns)
    count, known_count = _row(con, f"select count(*), {known} from {accepted}")
    return {"unknown_share": _share(count * len(columns) - known_count, count * len(columns))}


def _figures_of_time(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    accepted: str,
    covered_from: date,
    covered_through: date,
) -> Figures:
    column = _when(contract)
    if column is None:
        return {}
    last, months = _row(
        con,
        f"select cast(max({column.name}) as date),"
        f" count(distinct date_trunc('month', {column.name})) from {accepted}",
    )
    first_month = covered_from.year * 12 + covered_from.month
    covered = covered_through.year * 12 + covered_through.month - first_month + 1
    return {
        "silent_days": max((covered_through - last).days, 0) if last else None,
        "empty_month_share": max(covered - months, 0) / covered if last else None,
    }


def _when(contract: Contract) -> Column | None:
    """Return the column that places a row in the period covered, if the contract has one."""
    return next((column for column in contract.columns if column.period == "within"), None)


def _figures_of_scores(
    con: duckdb.DuckDBPyConnection, contract: Contract, accepted: str
) -> Figures:
    if contract.kind != "outcome_scores":
        return {}
    members, with_second = _row(
        con,
        f"""
        select count(distinct member_hash), count(distinct member_hash) filter (score_count > 1)
        from (
            select member_hash, instrument, count(*) as score_count
            from {accepted} group by member_hash, instrument
        )
        """,
    )
    commonest = _row(
        con,
        f"""
        select max(share) from (
            select score_count / sum(score_count) over (partition by instrument) as share
            from (
                select instrument, score, count(*) as score_count,
                from {accepted} group by instrument, score
            )
            qualify sum(score_count) over (partition by instrument) >= {FEWEST_ROWS}
        )
        """,
    )[0]
    return {
        "second_score_share": _share(with_second, members),
        "commonest_score_share": commonest,
        "lowest_score_share": _lowest_score_share(con, contract, accepted),
    }


def _lowest_score_share(
    con: duckdb.DuckDBPyConnection, contract: Contract, accepted: str
) -> float | None:
    limits = contract.column("instrument").value_limits
    lowest = ", ".join(f"('{value}', {low})" for value, (low, _) in limits.items())
    share: float | None = _row(
        con,
        f"""
        select max(share) from (
            select avg((score <= lowest)::integer) as share
            from {accepted} as scores
            join (values {lowest}) as limits(instrument, lowest)
                on limits.instrument = scores.instrument
            group by scores.instrument having count(*) >= {FEWEST_ROWS}
        )
        """,
    )[0]
    return share


def _rows_per_day_ratio(
    con: duckdb.DuckDBPyConnection, contract: Contract, figures: Figures, partner_id: str
) -> float | None:
    rows = con.execute(
        """
        select rows_accepted / (covered_through - covered_from + 1)
        from warehouse.ledger.exports
        where partner_id = ? and kind = ? and status in ('current', 'superseded')
            and not is_complement
        order by sequence desc limit ?
        """,
        [partner_id, contract.kind, LATEST_EXPORTS],
    ).fetchall()
    usual = median(float(row[0]) for row in rows) if rows else 0.0
    if usual * (figures["covered_days"] or 0) < FEWEST_EXPECTED_ROWS:
        return None
    return (figures["rows_per_day"] or 0.0) / usual


def _mean_score_shift(
    con: duckdb.DuckDBPyConnection, contract: Contract, table: str, partner_id: str
) -> float | None:
    """Return the largest move of an instrument's mean since before, as a share of its range."""
    limits = contract.column("instrument").value_limits
    ranges = ", ".join(f"('{value}', {high - low})" for value, (low, high) in limits.items())
    rows = con.execute(
        f"""
        with now as (
            select instrument, avg(score) as mean from "{table}_accepted"
            group by instrument having count(*) >= {FEWEST_ROWS}
        ),
        before as (
            select instrument, avg(score) as mean
            from warehouse.accepted.outcome_scores as scores
            join warehouse.ledger.exports as exports using (export_id)
            where exports.partner_id = ? and exports.status = 'current'
            group by instrument having count(*) >= {FEWEST_ROWS}
        )
        select max(abs(now.mean - before.mean) / ranges.width)
        from now
        join before on before.instrument = now.instrument
        join (values {ranges}) as ranges(instrument, width) on ranges.instrument = now.instrument
        """,
        [partner_id],
    ).fetchall()
    shift: float | None = rows[0][0]
    return shift


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    # Not `fetchone`: it leaves the result open, and the connection's next query fails.
    row: tuple[Any, ...] = con.execute(query).fetchall()[0]
    return row
