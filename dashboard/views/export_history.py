"""What a partner sent so far, each export as it stands now: status, why, what is to be decided."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.language import Language
from dashboard.sentences import sentence
from dashboard.views.plain_words import plain
from dashboard.views.receipt import draw_refused_rows

_ICONS = {
    "current": ":material/check_circle:",
    "held": ":material/hourglass_top:",
    "superseded": ":material/history:",
    "refused": ":material/block:",
    "withdrawn": ":material/undo:",
}
_EXPORTS_SHOWN = 40


def draw_history(exports: Sequence[dict[str, Any]], partner_id: str, language: Language) -> None:
    """The partner's exports, the newest first; one that waits for a decision lies open."""
    st.subheader(language.say("receipt.history"), anchor=False)
    if not exports:
        st.caption(language.say("receipt.no_history"))
    for export in exports[:_EXPORTS_SHOWN]:
        status = export["status"]
        with st.expander(_title(export, language), icon=_ICONS[status], expanded=status == "held"):
            st.markdown(plain(export["words"][language.code]))
            st.caption(_facts(export, language))
            draw_refused_rows(partner_id, export["delivery_id"], export, language, "history")
    if len(exports) > _EXPORTS_SHOWN:
        st.caption(language.say("receipt.older_history", count=_EXPORTS_SHOWN))


def _title(export: dict[str, Any], language: Language) -> str:
    name = f"export_kind.{export['kind']}"
    kind = language.say(name) if language.knows(name) else ""
    status = sentence(f"status.of.{export['status']}", language)
    parts = (f"**{status}**", export["export_id"], kind, _period(export))
    return " · ".join(part for part in parts if part)


def _period(export: dict[str, Any]) -> str:
    # Of no accepted row there is no first and last day.
    if not (export["covered_from"] and export["rows_accepted"]):
        return ""
    return f"{export['covered_from']} – {export['covered_through']}"


def _facts(export: dict[str, Any], language: Language) -> str:
    # Rows of the kind, as the gate counted them: what a mapping leaves out are rows of the file.
    counts = ("rows_read", "rows_accepted", "rows_refused")
    return " · ".join(
        (
            plain(export["file_name"]),
            export["delivery_id"],
            f"{export['received_at'][:16]} UTC",
            language.say("receipt.counts", **{n: language.whole(export[n]) for n in counts}),
        )
    )
