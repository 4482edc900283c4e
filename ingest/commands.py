"""What each command of `rebond` does: one request to the worker, and its answer in words or JSON.

Exit codes: 0 done; 1 a trouble that the sentence explains; 2 wrong words on the command line;
3 taken in, but rows were refused; 4 a file was refused or held.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import secrets
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.errors import RebondError
from ingest.messages import sentence
from ingest.places import shipped_mapping
from ingest.settings import RetentionPeriods
from ingest.spool import Request

DONE, TROUBLE, ROWS_REFUSED, FILE_REFUSED = 0, 1, 3, 4
_TOKEN_BYTES = 32  # 256 bits: too many to guess, so a plain hash protects the token at rest


def check(options: argparse.Namespace) -> int:
    """Judge files and keep nothing."""
    return _deliver(options, "check")


def take_in(options: argparse.Namespace) -> int:
    """Judge files and keep accepted and refused rows."""
    return _deliver(options, "take_in")


def build(options: argparse.Namespace) -> int:
    """Run the models."""
    answer = _ask(options, Request("build"))
    return _say(options, answer, "cli.built", models=answer.get("models"))


def publish(options: argparse.Namespace) -> int:
    """Publish a snapshot."""
    answer = _ask(options, Request("publish", options={"is_confirmed": options.confirm}))
    return _say(options, answer, "cli.published", **answer.get("snapshot", {}))


def release(options: argparse.Namespace) -> int:
    """Let a held export in."""
    request = Request("release", options.partner, options={"export_id": options.export})
    return _say(options, _ask(options, request), "cli.released", export=options.export)


def withdraw(options: argparse.Namespace) -> int:
    """Take an export back."""
    request = Request("withdraw", options.partner, options={"export_id": options.export})
    return _say(options, _ask(options, request), "cli.withdrawn", export=options.export)


def erase(options: argparse.Namespace) -> int:
    """Erase one member."""
    request = Request("erase", options.partner, options={"member_id": options.member})
    answer = _ask(options, request)
    rows = answer.get("rows_erased")
    return _say(options, answer, "cli.erased" if rows else "cli.erased_nothing", rows=rows)


def partner(options: argparse.Namespace) -> int:
    """Register a partner; make or revoke the tokens by which they send exports."""
    return {"add": _add_partner, "token": _make_token, "revoke": _revoke}[options.what](options)


def _add_partner(options: argparse.Namespace) -> int:
    request = Request(
        "register_partner",
        options={
            "partner_id": options.name,
            "partner_name": options.title or options.name,
            "country": options.country,
            "is_simulated": options.simulated,
        },
    )
    return _say(options, _ask(options, request), "cli.partner_added", partner=options.name)


def _make_token(options: argparse.Namespace) -> int:
    """Make the secret here, so that only its hash ever reaches the inbox, the outbox or a store."""
    token = f"rebond_{secrets.token_urlsafe(_TOKEN_BYTES)}"
    digest = hashlib.sha256(token.encode()).hexdigest()
    request = Request("make_token", options={"partner_id": options.name, "token_sha256": digest})
    answer = _ask(options, request)
    shown = {**answer, "token": token} if answer["ok"] else answer
    return _say(options, shown, "cli.token_made", partner=options.name, token=token)


def _revoke(options: argparse.Namespace) -> int:
    answer = _ask(options, Request("revoke", options={"partner_id": options.name}))
    count = answer.get("tokens_revoked")
    return _say(options, answer, "cli.tokens_revoked", partner=options.name, count=count)


def status(options: argparse.Namespace) -> int:
    """Show partners, exports and the newest snapshot."""
    from ingest.status import history_in_words, status_in_words  # noqa: PLC0415 - rich is not needed elsewhere

    answer = _ask(options, Request("status", options.partner))
    if options.json or not answer["ok"]:
        return _say(options, answer, "cli.failed")
    in_words = history_in_words if options.partner else status_in_words
    in_words(answer, options.language)
    return DONE


def retention(options: argparse.Namespace) -> int:
    """Remove what each store holds beyond its period."""
    from ingest.status import retention_in_words  # noqa: PLC0415 - rich is not needed elsewhere

    periods = asdict(RetentionPeriods.from_environment())
    request = Request("retention", options={"is_dry_run": options.dry_run, "periods": periods})
    answer = _ask(options, request)
    if options.json or not answer["ok"]:
        return _say(options, answer, "cli.failed")
    retention_in_words(answer, options.language)
    return DONE


def serve(options: argparse.Namespace) -> int:
    """Start the web server and the worker."""
    from ingest.serving import serve as start  # noqa: PLC0415 - only this command needs it

    return start(options.settings, address=options.address, port=options.port)


def demo(options: argparse.Namespace) -> int:
    """Simulate a programme, take it in, publish it and serve it."""
    from ingest.demo import prepare_demo  # noqa: PLC0415 - loads the simulation

    prepare_demo(options.settings, options.language, scale=options.scale)
    return DONE if options.no_serve else serve(options)


def work(options: argparse.Namespace) -> int:
    """Be the worker until stopped."""
    from ingest.actions import DUTIES  # noqa: PLC0415 - keeps `rebond --help` fast
    from ingest.gate.expectations import preload  # noqa: PLC0415 - as above
    from ingest.worker import run_forever  # noqa: PLC0415 - as above

    preload()  # so that not even the first partner waits for it
    run_forever(options.settings, DUTIES)
    return DONE


def sql(options: argparse.Namespace) -> int:
    """Answer a question from the newest snapshot, in a throw-away process."""
    from ingest.serving import run_query  # noqa: PLC0415 - only this command needs it

    return run_query(options.settings, options.question, options.format, options.language)


def _deliver(options: argparse.Namespace, action: str) -> int:
    files = tuple(file for path in options.files for file in _files_of(path))
    absent = [path.name for path in files if not path.is_file()]
    named = options.mapping and shipped_mapping(str(options.mapping))
    options.mapping = named or options.mapping
    if options.mapping and not options.mapping.is_file():
        absent.append(options.mapping.name)
    if absent:
        raise RebondError("cli.file_missing", files=", ".join(absent))
    request = Request(
        action,
        options.partner,
        options={
            "kind": options.kind,
            "covered_from": options.covered_from,
            "covered_through": options.covered_through,
            "time_zone": options.time_zone,
            "date_format": options.date_format,
            "decimal_mark": options.decimal_mark,
            "generalise": options.generalise,
            "has_mapping": options.mapping is not None,
            "with_preview": getattr(options, "preview", False),
        },
    )
    mapping = (options.mapping,) if options.mapping else ()
    return _report(options, _ask(options, request, (*files, *mapping)))


def _files_of(path: Path) -> list[Path]:
    """Return what a path stands for: a folder, for its files, which make one delivery."""
    if not path.is_dir():
        return [path]
    files = (file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    return sorted(files) or [path]


def _report(options: argparse.Namespace, answer: dict[str, Any]) -> int:
    from ingest.receipt_words import receipt_in_words  # noqa: PLC0415 - keeps `rebond --help` fast

    if not answer["ok"]:
        return _say(options, answer, "cli.failed")
    receipt = answer["receipt"]
    if options.json:
        print(json.dumps(receipt, ensure_ascii=False, indent=2))
    else:
        print(receipt_in_words(receipt, options.language))
    outcomes = {file["outcome"] for file in receipt["files"]}
    if outcomes & {"refused", "held"}:
        return FILE_REFUSED
    return ROWS_REFUSED if receipt["rows_refused"] else DONE


def _ask(
    options: argparse.Namespace, request: Request, files: tuple[Path, ...] = ()
) -> dict[str, Any]:
    from ingest.worker import Duties, ask  # noqa: PLC0415 - keeps `rebond --help` fast

    def duties() -> Duties:
        from ingest.actions import DUTIES  # noqa: PLC0415 - two seconds, unless a worker is running

        return DUTIES

    return ask(options.settings, duties, request, files)


def _say(options: argparse.Namespace, answer: dict[str, Any], code: str, **words: Any) -> int:
    if getattr(options, "json", False):
        print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
    elif answer["ok"]:
        print(sentence(code, options.language, **words))
    if not answer["ok"] and not getattr(options, "json", False):
        print(answer["sentences"][options.language], file=sys.stderr)
    return DONE if answer["ok"] else TROUBLE
