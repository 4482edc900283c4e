"""Send an export: check it, send it, read the receipt, fetch the refused rows.

A partner shows who they are by the token of `rebond partner token`; sign-in by OIDC comes later and
will stand in its place. The page writes requests into the spool and reads answers from the outbox,
as the API does. A file chosen here lies in memory until it is sent, hence the cap; the API streams.
"""

import time
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import outbox, spool, uploads
from dashboard.asked_options import ANSWERS, NotTaken, asked_options
from dashboard.contract_files import (
    dictionary_csv,
    example_csv,
    example_xlsx,
    template_csv,
    template_xlsx,
)
from dashboard.door import front_door
from dashboard.language import Language
from dashboard.project_files import kinds
from dashboard.sentences import sentence
from dashboard.snapshot import rebond_home
from dashboard.views.export_history import draw_history
from dashboard.views.mapping_choice import choose_mapping
from dashboard.views.plain_words import plain
from dashboard.views.receipt import draw_receipt

MOST_MEGABYTES = 50
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_POLL_SECONDS = 0.2
_ASKED = "asked_of_the_worker"
# A rerun of the page shows the same wrong token again without being a new guess.
_WRONG = "last_wrong_token"


@dataclass(frozen=True)
class Asked:
    """What the partner last asked of the worker in this session."""

    request_id: str
    partner_id: str


def draw(language: Language) -> None:
    """Templates for everybody; the rest for whoever has a token."""
    _templates(language)
    token = st.text_input(language.say("send_export.token"), type="password", key="partner_token")
    # Not `help=`: its sign is read out in English, whatever the page's language.
    st.caption(language.say("send_export.token_help"))
    if not token:
        return
    partner_id = _let_in(token, language)
    if partner_id is None:
        return
    _ask(language, partner_id)
    _answer(language, partner_id)
    draw_history(outbox.history(rebond_home(), partner_id), partner_id, language)


def _let_in(token: str, language: Language) -> str | None:
    """The partner whose token it is; else say why not, and count each wrong token once."""
    if token != st.session_state.get(_WRONG):
        try:
            partner_id = front_door().partner(token, _address())
        except NotTaken as trouble:
            uploads.let_upload_no_more()
            if trouble.status == 429:
                st.error(sentence(trouble.code, language, **trouble.parameters))
                return None
            st.session_state[_WRONG] = token
        else:
            uploads.let_upload()
            return partner_id
    st.error(language.say("send_export.token_wrong"))
    return None


def _address() -> str:
    """Where the reader sits; Streamlit has no address for whoever sits at the server itself."""
    return st.context.ip_address or "127.0.0.1"


def _templates(language: Language) -> None:
    with st.expander(language.say("send_export.templates"), icon=":material/description:"):
        kind = _choice("template_kind", kinds(), language, "send_export.kind")
        with st.container(horizontal=True):
            for what, ending, content in (
                ("template", "xlsx", template_xlsx(kind, language)),
                ("template", "csv", template_csv(kind)),
                ("example", "xlsx", example_xlsx(kind, language)),
                ("example", "csv", example_csv(kind)),
                ("dictionary", "csv", dictionary_csv(kind, language)),
            ):
                st.download_button(
                    language.say(f"send_export.{what}", ending=ending.upper()),
                    content,
                    f"{kind}_{what}_{language.code}.{ending}",
                    _MEDIA[ending],
                    key=f"download_{what}_{ending}",
                    on_click="ignore",
                )


def _ask(language: Language, partner_id: str) -> None:
    # No list of endings: of what is no export the worker says more, and in the page's language.
    files = st.file_uploader(
        language.say("send_export.file", maximum=MOST_MEGABYTES),
        accept_multiple_files=True,
        key="export_files",
        max_upload_size=MOST_MEGABYTES,
    )
    stated = _stated(language)
    mapping = choose_mapping(language, partner_id, stated["time_zone"])
    with_preview = st.checkbox(language.say("send_export.with_preview"), True, key="with_preview")
    generalise = st.checkbox(language.say("send_export.generalise"), key="generalise")
    with st.container(horizontal=True):
        checks = st.button(language.say("send_export.check"), disabled=not files)
        sends = st.button(language.say("send_export.send"), type="primary", disabled=not files)
    if checks or sends:
        st.session_state.pop(_ASKED, None)
        action = spool.TAKE_IN if sends else spool.CHECK
        asked = {
            **stated,
            "with_preview": "1" if with_preview and checks else "",
            "generalise": "1" if generalise else "",
        }
        try:
            st.session_state[_ASKED] = _put(partner_id, files, asked, action, mapping)
        except NotTaken as trouble:
            st.error(sentence(trouble.code, language, **trouble.parameters))


def _stated(language: Language) -> dict[str, str]:
    """Kind, period and zone; whatever is left open is recognised from the file."""
    with st.container(horizontal=True):
        kind = _choice("export_kind", ("", *kinds()), language, "send_export.kind")
        zone = _choice("time_zone", ("", *_zones()), language, "send_export.time_zone")
        first, last = (
            st.text_input(language.say(f"send_export.{name}"), key=name, placeholder="2026-01-31")
            for name in ("covered_from", "covered_through")
        )
    with st.container(horizontal=True):
        answers = {
            name: _choice(name, ("", *known), language, f"send_export.{name}")
            for name, known in ANSWERS.items()
        }
    return {
        **answers,
        "kind": kind,
        "time_zone": zone,
        "covered_from": first.strip(),
        "covered_through": last.strip(),
    }


def _choice(key: str, options: Sequence[str], language: Language, label: str) -> str:
    def words(option: str) -> str:
        if not option:
            return language.say("send_export.recognised")
        names = (f"export_kind.{option}", f"send_export.{option}")
        return next((language.say(name) for name in names if language.knows(name)), option)

    return str(st.selectbox(language.say(label), options, format_func=words, key=key))


def _zones() -> list[str]:
    return sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")


def _put(
    partner_id: str,
    files: Sequence[UploadedFile],
    stated: dict[str, str],
    action: str,
    mapping: bytes | None,
) -> Asked:
    """Write the request. Raises NotTaken, with the sentence to show."""
    options = asked_options(stated)
    with front_door().receiving(partner_id, sum(file.size for file in files)):
        draft = spool.Draft(rebond_home())
        try:
            for file in files:
                with draft.new_file(file.name) as stored:
                    stored.write(file.getbuffer())
            if mapping is not None:
                with draft.new_file("mapping.yaml", is_mapping=True) as stored:
                    stored.write(mapping)
            wishes = {name: bool(stated[name]) for name in ("with_preview", "generalise")}
            request_id = draft.send(action, partner_id, {**options, **wishes}, "page")
        except BaseException:
            draft.discard()
            raise
    return Asked(request_id, partner_id)


def _answer(language: Language, partner_id: str) -> None:
    asked: Asked | None = st.session_state.get(_ASKED)
    # Another partner may have put their token into the same browser since.
    if asked is None or asked.partner_id != partner_id:
        return
    with st.spinner(language.say("send_export.waiting")):
        answer = _await(asked)
    if answer is None:
        st.info(language.say("send_export.still_waiting"))
        st.button(language.say("send_export.look_again"))
    elif answer["ok"]:
        draw_receipt(answer["receipt"], language)
    else:
        st.error(plain(answer["sentences"][language.code]))


def _await(asked: Asked) -> dict[str, Any] | None:
    deadline = time.monotonic() + front_door().limits.wait_seconds
    while True:
        answer = spool.find_answer(rebond_home(), asked.partner_id, asked.request_id)
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(_POLL_SECONDS)
