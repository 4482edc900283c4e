"""What the worker can be asked to do: one function an action, each safe to repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest import erasure, letterbox, pipeline
from ingest.delivery import DeliveredFile, Delivery
from ingest.delivery_archive import unpacked_exports
from ingest.durable import write_durably
from ingest.errors import ExportRefused, RebondError
from ingest.history import history, list_exports
from ingest.outbox import delivery_folder
from ingest.preview import without_figures
from ingest.pseudonyms import load_key
from ingest.receipt_words import all_languages
from ingest.retention import retain
from ingest.settings import RetentionPeriods, Settings, previews_per_day
from ingest.spool import Request, request_folder
from ingest.state import (
    Partner,
    add_token,
    count_logged,
    find_partner,
    list_partners,
    log_action,
    revoke_tokens,
)
from ingest.warehouse import open_warehouse
from ingest.worker import Answer, Duties

_PREVIEW = "preview"


def check(settings: Settings, request: Request) -> Answer:
    """Judge a delivery and keep nothing of it; on demand, preview the partner's figures."""
    delivery = _delivery(settings, request)
    if not request.options.get("with_preview"):
        return {"receipt": pipeline.check(settings, delivery)}
    if _previews_are_spent(settings, request):
        none = without_figures("preview.too_many", most=previews_per_day())
        return {"receipt": pipeline.check(settings, delivery) | {"preview": none}}
    receipt = pipeline.check(settings, delivery, with_preview=True)
    _log(settings, request, _PREVIEW)
    return {"receipt": receipt}


def _previews_are_spent(settings: Settings, request: Request) -> bool:
    """Say whether a partner had a day's previews: who tries often learns where a count tips over.

    A rounded count of their own changes with one member more, wherever it stood at the edge.
    """
    if request.partner_id is None:
        return False
    since = datetime.now(UTC) - timedelta(days=1)
    partner, action = request.partner_id, request.action
    logged = count_logged(
        settings, action=action, partner_id=partner, reference=_PREVIEW, since=since
    )
    return logged >= previews_per_day()


def take_in(settings: Settings, request: Request) -> Answer:
    """Judge a delivery and keep its accepted and refused rows."""
    receipt = pipeline.take_in(settings, _delivery(settings, request))
    _remember_mapping(settings, request)
    _log(settings, request, receipt["delivery"])
    return {"receipt": receipt}


def _remember_mapping(settings: Settings, request: Request) -> None:
    """Keep the mapping that a partner used last: the page offers it with the next export."""
    if request.options.get("has_mapping") and request.partner_id:
        mapping = request_folder(settings, request) / request.files[-1]
        folder = settings.outbox / request.partner_id
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / "our-mapping.yaml", mapping.read_bytes())


def build(settings: Settings, _request: Request) -> Answer:
    """Run the models over the accepted rows."""
    return {"models": pipeline.build(settings)}


def publish(settings: Settings, request: Request) -> Answer:
    """Build where rows changed since, then release what may be released as a new snapshot."""
    is_confirmed = bool(request.options.get("is_confirmed"))
    snapshot = pipeline.publish(settings, is_confirmed=is_confirmed)
    _log(settings, request, snapshot["snapshot_id"])
    return {"snapshot": snapshot}


def release(settings: Settings, request: Request) -> Answer:
    """Let a held export in, once a steward has looked at it."""
    export_id = str(request.options["export_id"])
    superseded = pipeline.release(settings, str(request.partner_id), export_id)
    _log(settings, request, export_id)
    return {"export_id": export_id, "superseded": superseded}


def withdraw(settings: Settings, request: Request) -> Answer:
    """Take an export back: its rows go, and what it had superseded is current again."""
    export_id = str(request.options["export_id"])
    restored = pipeline.withdraw(settings, str(request.partner_id), export_id)
    _log(settings, request, export_id)
    return {"export_id": export_id, "restored": restored}


def erase(settings: Settings, request: Request) -> Answer:
    """Erase one member everywhere, and ignore what later exports say of them."""
    rows = erasure.erase_member(
        settings, str(request.partner_id), str(request.options["member_id"]), request.request_id
    )
    _log(settings, request, request.request_id)
    return {"rows_erased": rows}


def register_partner(settings: Settings, request: Request) -> Answer:
    """Register a partner and make their secret key."""
    options = request.options
    partner = Partner(
        partner_id=str(options["partner_id"]),
        partner_name=str(options["partner_name"]),
        country=options.get("country"),
        is_simulated=bool(options.get("is_simulated")),
    )
    pipeline.register(settings, partner)
    _log(settings, request, partner.partner_id)
    return {"partner": partner.partner_id}


def make_token(settings: Settings, request: Request) -> Answer:
    """Let a token speak for a partner; the request bears its hash, never the token."""
    partner_id = str(request.options["partner_id"])
    add_token(settings, partner_id, str(request.options["token_sha256"]))
    _log(settings, request, partner_id)
    return {"partner": partner_id}


def revoke(settings: Settings, request: Request) -> Answer:
    """Take every token of a partner back."""
    partner_id = str(request.options["partner_id"])
    revoked_count = revoke_tokens(settings, partner_id)
    _log(settings, request, partner_id)
    return {"partner": partner_id, "tokens_revoked": revoked_count}


def retention(settings: Settings, request: Request) -> Answer:
    """Remove what each store holds beyond its period, or say what that would be."""
    is_dry_run = bool(request.options.get("is_dry_run"))
    told = retain(settings, RetentionPeriods(**request.options["periods"]), is_dry_run=is_dry_run)
    if not is_dry_run:
        _log(settings, request, None)
    return {"is_dry_run": is_dry_run, "stores": told}


def status(settings: Settings, request: Request) -> Answer:
    """Tell what is held, what was refused and what is published; in detail for one partner."""
    if request.partner_id:
        find_partner(settings, request.partner_id)
        with open_warehouse(settings) as warehouse:
            return {"history": history(warehouse, request.partner_id)}
    with open_warehouse(settings) as warehouse:
        exports = list_exports(warehouse)
    current = settings.public / "CURRENT"
    return {
        "partners": [partner.__dict__ for partner in list_partners(settings)],
        "exports": exports,
        "snapshot": current.read_text().strip() if current.exists() else None,
    }


def hand_back(settings: Settings, request: Request, answer: Answer) -> None:
    """Give whoever used the letterbox what page and API give: the receipt and refused rows."""
    if not request.options.get("is_from_letterbox"):
        return
    receipt = answer.get("receipt")
    in_words = all_languages(receipt) if receipt else answer["sentences"]
    told = {f"receipt.{language}.txt": words + "\n" for language, words in in_words.items()}
    if receipt:
        told["receipt.json"] = json.dumps(receipt, ensure_ascii=False, indent=2)
    if receipt and receipt["delivery"]:
        folder = delivery_folder(settings, receipt["partner"], receipt["delivery"])
        told |= {path.name: path.read_text("utf-8") for path in folder.glob("refused-*.csv")}
    letterbox.hand_back(settings, request, told)


DUTIES = Duties(
    actions={
        "check": check,
        "take_in": take_in,
        "build": build,
        "publish": publish,
        "release": release,
        "withdraw": withdraw,
        "erase": erase,
        "register_partner": register_partner,
        "make_token": make_token,
        "revoke": revoke,
        "retention": retention,
        "status": status,
    },
    recover=pipeline.recover,
    hand_back=hand_back,
)


def _delivery(settings: Settings, request: Request) -> Delivery:
    options = request.options
    folder = request_folder(settings, request)
    partner = find_partner(settings, request.partner_id) if request.partner_id else None
    covered_from, covered_through = _period(options)
    return Delivery(
        partner=partner,
        key=load_key(settings, partner.partner_id) if partner else None,
        files=_delivered_files(folder, request),
        covered_from=covered_from,
        covered_through=covered_through,
        time_zone=options.get("time_zone"),
        submitted_by=request.submitted_by,
        request_id=request.request_id,
        is_generalised=bool(options.get("generalise")),
        date_format=options.get("date_format"),
        decimal_mark=options.get("decimal_mark"),
    )


def _delivered_files(folder: Path, request: Request) -> tuple[DeliveredFile, ...]:
    """Pair the exports with the mapping, which travels as the last file where one is named."""
    options = request.options
    has_mapping = bool(options.get("has_mapping"))
    exports = request.files[:-1] if has_mapping else request.files
    mapping = folder / request.files[-1] if has_mapping else None
    return tuple(
        delivered
        for stored, name in zip(exports, options["file_names"], strict=False)
        for delivered in _opened(
            DeliveredFile(
                path=folder / stored, name=name, kind=options.get("kind"), mapping=mapping
            )
        )
    )


def _opened(file: DeliveredFile) -> list[DeliveredFile]:
    """Return the exports of an archive of several; any other file as it is."""
    folder = file.path.with_name(f"{file.path.name}.unpacked")
    try:
        unpacked = unpacked_exports(file.path, file.name, folder)
    except ExportRefused as refusal:
        return [replace(file, refusal=refusal)]
    return [replace(file, path=path, name=name) for path, name in unpacked]


def _period(options: dict[str, Any]) -> tuple[date | None, date | None]:
    """Return the first and last day stated. Raises RebondError where they cannot be."""
    first, last = (_day(name, options.get(name)) for name in ("covered_from", "covered_through"))
    if first and last and last < first:
        raise RebondError("period.backwards")
    return first, last


def _day(name: str, text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as trouble:
        raise RebondError("api.not_a_day", name=name) from trouble


def _log(settings: Settings, request: Request, reference: str | None) -> None:
    log_action(
        settings,
        actor=request.submitted_by,
        action=request.action,
        partner_id=request.partner_id,
        reference=reference,
    )
