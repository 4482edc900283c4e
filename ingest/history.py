"""The life of a partner's exports, as it stands now: what is in force, what is held, and why.

A receipt says what was so when an export came. This is written anew whenever a status changes, to
`outbox/<partner>/history.json`, from which page, API and command line tell the partner.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from ingest import ledger
from ingest.durable import write_json_durably
from ingest.messages import LANGUAGES, sentence
from ingest.settings import Settings

Words = dict[str, str]


def write_histories(settings: Settings, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Write the history of every partner of whom something changed since it was written last.

    Changes that retention removed count, too: so does their number, and not the newest alone. Of
    whom the ledger knows nothing any more, no history remains.
    """
    rows = warehouse.execute(
        "select partner_id, coalesce(max(changes.sequence), 0), count(changes.sequence)"
        " from ledger.exports left join ledger.status_changes as changes using (export_id)"
        " group by 1 order by 1"
    ).fetchall()
    for partner_id, newest, count in rows:
        path, state = history_file(settings, partner_id), [newest, count]
        if not path.exists() or json.loads(path.read_text()).get("state") != state:
            exports = history(warehouse, partner_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_json_durably(path, {"state": state, "exports": exports})
    for path in settings.outbox.glob("*/history.json"):
        if path.parent.name not in {row[0] for row in rows}:
            path.unlink()


def history_file(settings: Settings, partner_id: str) -> Path:
    """Return where a partner's history lies."""
    return settings.outbox / partner_id / "history.json"


def history(warehouse: duckdb.DuckDBPyConnection, partner_id: str) -> list[dict[str, Any]]:
    """Return one dictionary an export of the partner, newest first, with words in each language."""
    exports = [one for one in list_exports(warehouse) if one["partner_id"] == partner_id]
    changes, receipts = _status_changes(warehouse, partner_id), _receipts(warehouse, partner_id)
    return [_described(one, changes.get(one["export_id"], []), receipts) for one in exports]


def list_exports(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return one dictionary an export, newest first, without any row of it.

    A held export of which a newer one in force covers everything waits for nobody any more: it is
    told as superseded, for as long as the newer one stands.
    """
    cursor = connection.execute(
        "with newer as ("
        "   select old.export_id, max_by(new.export_id, new.sequence) as newer_id"
        "   from ledger.exports as old join ledger.exports as new"
        f"  on old.status = 'held' and new.status = 'current' and {ledger.REPLACES} group by 1"
        ") select export_id, delivery_id, partner_id, kind, file_name,"
        " if(newer_id is null, status, 'superseded') as status,"
        " coalesce(superseded_by, newer_id) as superseded_by,"
        " covered_from, covered_through, rows_read, rows_accepted, rows_refused,"
        " rows_routed_elsewhere, rows_collapsed, received_at, submitted_by"
        " from ledger.exports left join newer using (export_id) order by sequence desc"
    )
    return _dictionaries(cursor)


def _status_changes(
    connection: duckdb.DuckDBPyConnection, partner_id: str
) -> dict[str, list[dict[str, Any]]]:
    """Return per export of a partner its changes of status, in order."""
    cursor = connection.execute(
        "select export_id, strftime(changed_at, '%Y-%m-%dT%H:%M:%SZ') as changed_at,"
        " changes.status, caused_by from ledger.status_changes as changes"
        " join ledger.exports using (export_id)"
        " where partner_id = ? order by changes.sequence",
        [partner_id],
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for change in _dictionaries(cursor):
        found.setdefault(change.pop("export_id"), []).append(change)
    return found


def _receipts(connection: duckdb.DuckDBPyConnection, partner_id: str) -> dict[str, dict[str, Any]]:
    """Return the receipts of a partner by delivery."""
    rows = connection.execute(
        "select distinct delivery_id, receipt::varchar from ledger.deliveries"
        " join ledger.exports using (delivery_id, partner_id)"
        " where partner_id = ? and status in ('held', 'refused')",
        [partner_id],
    ).fetchall()
    return {str(delivery_id): json.loads(receipt) for delivery_id, receipt in rows}


def _dictionaries(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _described(
    export: dict[str, Any], changes: list[dict[str, Any]], receipts: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    why = _why(export, receipts.get(export["delivery_id"], {"files": []}))
    told = {name: value for name, value in export.items() if name != "partner_id"}
    return {
        **{name: _plain(value) for name, value in told.items()},
        "status_changes": changes,
        "why": why,
        "words": {language: _words(export, changes, why, language) for language in LANGUAGES},
    }


def _words(
    export: dict[str, Any], changes: list[dict[str, Any]], why: list[Words], language: str
) -> str:
    """Say what the status means now, who decides where something is to be decided, and why."""
    since = changes[-1]["changed_at"][:10] if changes else str(export["received_at"])[:10]
    known = {"since": since, "export": export["export_id"], "newer": export["superseded_by"]}
    said = [sentence(f"history.{export['status']}", language, **known)]
    if _was_let_in(changes):
        said.append(sentence("history.let_in", language, **_decision(changes)))
    if any(change["caused_by"] == ledger.RETENTION for change in changes):
        said.append(sentence("history.expired", language))
    if export["status"] in {ledger.HELD, ledger.REFUSED}:
        said += [words[language] for words in why]
    return " ".join(said)


def _was_let_in(changes: list[dict[str, Any]]) -> bool:
    return any(change["caused_by"] == ledger.STEWARD for change in changes)


def _decision(changes: list[dict[str, Any]]) -> dict[str, str]:
    [first, *_] = [change for change in changes if change["caused_by"] == ledger.STEWARD]
    return {"on": first["changed_at"][:10]}


def _why(export: dict[str, Any], receipt: dict[str, Any]) -> list[Words]:
    """Return the sentences for which an export was held, or its file refused."""
    findings = [
        finding["words"]
        for file in receipt["files"]
        for told in file["exports"]
        if told["export_id"] == export["export_id"]
        for finding in told["findings"]
        if finding["outcome"] == "hold"
    ]
    if export["status"] == ledger.REFUSED:
        findings = [
            file["refusal"]["words"]
            for file in receipt["files"]
            if file["refusal"] and file["file_name"] == export["file_name"]
        ]
    return [
        {language: " ".join(words[language].values()) for language in LANGUAGES}
        for words in findings
    ]


def _plain(value: object) -> object:
    """Return what JSON can hold: days and times as text."""
    return value if value is None or isinstance(value, (str, int)) else str(value)
