"""A receipt on the page: verdict, counts, problems by rule, refused rows to download."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import outbox
from dashboard.language import Language
from dashboard.outbox import Receipt
from dashboard.sentences import sentence
from dashboard.snapshot import rebond_home

# How each outcome of a file is shown; a check keeps nothing, so it never says "taken".
_SHOWN = {
    "accepted": st.success,
    "held": st.warning,
    "refused": st.error,
    "already_taken_in": st.info,
}
_DELIVERIES_SHOWN = 20


def draw_receipt(receipt: Receipt, language: Language) -> None:
    """The whole receipt, its causes grouped by rule."""
    st.subheader(_headline(receipt, language), anchor=False)
    for number, file in enumerate(receipt["files"]):
        _file(file, language, is_kept=receipt["delivery"] is not None)
        for export in file["exports"]:
            _export(export, language)
            _refused_rows(receipt, export, language, f"{number}_{export['kind']}")
    st.download_button(
        language.say("receipt.as_json"),
        json.dumps(receipt, ensure_ascii=False, indent=2),
        f"receipt-{receipt['delivery'] or 'check'}.json",
        "application/json",
        key="receipt_json",
        on_click="ignore",
    )


def draw_history(receipts: Sequence[Receipt], language: Language) -> None:
    """What the partner delivered so far, the newest first, refused rows beside each."""
    st.subheader(language.say("receipt.history"), anchor=False)
    if not receipts:
        st.caption(language.say("receipt.no_history"))
        return
    for receipt in receipts[:_DELIVERIES_SHOWN]:
        names = ", ".join(file["file_name"] for file in receipt["files"])
        with st.expander(f"{receipt['delivery']} · {receipt['received_at'][:16]} UTC · {names}"):
            st.markdown(_counts(receipt, language))
            for export in outbox.exports_of(receipt):
                _refused_rows(receipt, export, language, "history")


def _headline(receipt: Receipt, language: Language) -> str:
    if receipt["delivery"] is None:
        return language.say("receipt.checked")
    return language.say("receipt.delivered", delivery=receipt["delivery"])


def _file(file: dict[str, Any], language: Language, *, is_kept: bool) -> None:
    outcome = file["outcome"]
    verdict = f"receipt.{outcome}" if is_kept or outcome != "accepted" else "receipt.acceptable"
    words = [language.say(verdict, file=_plain(file["file_name"]))]
    if file["refusal"]:
        words += file["refusal"]["words"][language.code].values()
    _SHOWN[outcome](" ".join(words))
    if file["refusal"]:
        return
    st.markdown(_counts(file, language))
    if file["ignored_columns"]:
        names = ", ".join(_plain(name) for name in file["ignored_columns"])
        st.markdown(sentence("receipt.ignored_columns", language, columns=names))


def _counts(counted: dict[str, Any], language: Language) -> str:
    names = ("rows_read", "rows_accepted", "rows_refused", "rows_routed_elsewhere")
    numbers = {name: language.whole(counted[name]) for name in names}
    return language.say("receipt.counts", **numbers)


def _export(export: dict[str, Any], language: Language) -> None:
    for problems, title in (("problems", "receipt.problems"), ("warnings", "receipt.warnings")):
        if export[problems]:
            st.markdown(f"**{language.say(title)}**")
            st.table([_problem(problem, language) for problem in export[problems]])
    for finding in export["findings"]:
        st.warning(" ".join(finding["words"][language.code].values()))


def _problem(problem: dict[str, Any], language: Language) -> dict[str, str]:
    words = problem["words"][language.code]
    first = ", ".join(language.whole(row) for row in problem["first_rows"])
    more = ", …" if problem["count"] > len(problem["first_rows"]) > 0 else ""
    return {
        language.say("receipt.wrong"): _plain(words["wrong"]),
        language.say("receipt.mend"): _plain(words["mend"]),
        language.say("receipt.row_count"): language.whole(problem["count"]),
        language.say("receipt.first_rows"): first + more,
        language.say("receipt.code"): f"`{problem['code']}`",
    }


def _refused_rows(receipt: Receipt, export: dict[str, Any], language: Language, key: str) -> None:
    """A button, where the partner's outbox holds refused rows of this export."""
    delivery, export_id = receipt["delivery"], export["export_id"]
    if not (delivery and export_id):
        return
    path = outbox.refused_rows(rebond_home(), receipt["partner"], delivery, export_id)
    if path is not None:
        st.download_button(
            language.say("receipt.refused_rows", export=export_id),
            path.read_bytes,
            path.name,
            "text/csv",
            key=f"refused_{key}_{delivery}_{export_id}",
            on_click="ignore",
        )


def _plain(words: str) -> str:
    """Words that may hold signs of Markdown, such as names of columns, shown as they are."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>()#+-!|~$:" else sign for sign in words)
