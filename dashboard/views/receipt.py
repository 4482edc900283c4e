"""A receipt on the page: verdict, counts, problems by rule, refused rows to download."""

import json
from typing import Any

import streamlit as st

from dashboard import outbox
from dashboard.language import Language
from dashboard.outbox import Receipt
from dashboard.sentences import sentence
from dashboard.snapshot import rebond_home
from dashboard.views.figure_preview import draw_preview
from dashboard.views.mapping_suggestion import draw_suggestion
from dashboard.views.plain_words import plain
from dashboard.views.problems import draw_problems

# How each outcome of a file is shown; a check keeps nothing, so it never says "taken".
_SHOWN = {
    "accepted": st.success,
    "held": st.warning,
    "refused": st.error,
    "already_taken_in": st.info,
}


def draw_receipt(receipt: Receipt, language: Language) -> None:
    """The whole receipt, its causes grouped by rule."""
    st.subheader(_headline(receipt, language), anchor=False)
    for number, file in enumerate(receipt["files"]):
        _file(file, language, number, is_kept=receipt["delivery"] is not None)
        for export in file["exports"]:
            _changes(export, language)
            _export(export, language)
            key = f"{number}_{export['kind']}"
            draw_refused_rows(receipt["partner"], receipt["delivery"], export, language, key)
    if "preview" in receipt:
        draw_preview(receipt["preview"], language)
    st.download_button(
        language.say("receipt.as_json"),
        json.dumps(receipt, ensure_ascii=False, indent=2),
        f"receipt-{receipt['delivery'] or 'check'}.json",
        "application/json",
        key="receipt_json",
        on_click="ignore",
    )


def _headline(receipt: Receipt, language: Language) -> str:
    if receipt["delivery"] is None:
        return language.say("receipt.checked")
    return language.say("receipt.delivered", delivery=receipt["delivery"])


def _file(file: dict[str, Any], language: Language, number: int, *, is_kept: bool) -> None:
    outcome = file["outcome"]
    words = [_verdict(file, language, is_kept=is_kept)]
    if file["refusal"]:
        words += map(plain, file["refusal"]["words"][language.code].values())
    is_partly = outcome == "accepted" and file["rows_refused"]
    (st.warning if is_partly else _SHOWN[outcome])(" ".join(words))
    if file["suggestion"]:
        draw_suggestion(file["suggestion"], language, f"suggestion_{number}")
    if outcome in {"refused", "already_taken_in"}:
        return
    st.markdown(_counts(file, language))
    if file.get("read_as"):
        st.caption(plain(file["read_as"][language.code]))
    if file.get("generalised"):
        left_out = ", ".join(f"{name} ({count})" for name, count in file["generalised"].items())
        st.info(sentence("receipt.generalised", language, columns=plain(left_out)))
    if file["former_version"]:
        st.warning(sentence("receipt.former_version", language, **file["former_version"]))
    if file["ignored_columns"]:
        names = ", ".join(plain(name) for name in file["ignored_columns"])
        st.markdown(sentence("receipt.ignored_columns", language, columns=names))


def _verdict(file: dict[str, Any], language: Language, *, is_kept: bool) -> str:
    """What becomes of the file, in one line: that rows of it are refused belongs into it."""
    at_check = {} if is_kept else {"accepted": "acceptable", "held": "to_be_held"}
    name = at_check.get(file["outcome"], file["outcome"])
    if file["outcome"] == "accepted" and file["rows_refused"]:
        name += "_partly"
    return language.say(
        f"receipt.{name}",
        file=plain(file["file_name"]),
        export=file["already_in"],
        refused=language.whole(file["rows_refused"]),
        read=language.whole(file["rows_read"]),
    )


def _counts(counted: dict[str, Any], language: Language) -> str:
    """Rows read = accepted + refused, and those that a mapping left out, where there are any."""
    names = ("rows_read", "rows_accepted", "rows_refused", "rows_routed_elsewhere")
    numbers = {name: language.whole(counted[name]) for name in names}
    parts = ["receipt.counts", *(["receipt.left_out"] if counted[names[-1]] else [])]
    return " + ".join(language.say(part, **numbers) for part in parts)


def _export(export: dict[str, Any], language: Language) -> None:
    if export.get("period_taken"):
        st.caption(export["period_taken"][language.code])
    for finding in export["findings"]:
        why = [sentence("receipt.why_held", language)] if finding["outcome"] == "hold" else []
        st.warning(plain(" ".join([*why, *finding["words"][language.code].values()])))
    draw_problems(export["problems"], "receipt.problems", language)
    draw_problems(export["warnings"], "receipt.warnings", language)


def _changes(export: dict[str, Any], language: Language) -> None:
    """What the export changes against the one in force, row by row."""
    changes = export["changes"]
    if changes:
        former = ", ".join(changes["compared_with"])
        words = sentence("receipt.changes", language, **{**changes, "former": former})
        st.markdown(words)
        if changes["is_most_removed"]:
            st.warning(sentence("receipt.most_removed", language, former=former))


def draw_refused_rows(
    partner_id: str, delivery: str | None, export: dict[str, Any], language: Language, key: str
) -> None:
    """A button, where the partner's outbox holds refused rows of this export."""
    export_id = export["export_id"]
    if not (delivery and export_id):
        return
    path = outbox.refused_rows(rebond_home(), partner_id, delivery, export_id)
    if path is not None:
        st.download_button(
            language.say("receipt.refused_rows", export=export_id),
            path.read_bytes,
            path.name,
            "text/csv",
            key=f"refused_{key}_{delivery}_{export_id}",
            on_click="ignore",
        )
