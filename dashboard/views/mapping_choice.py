"""Which mapping goes with an export: none, the one used last, a shipped one, an own one."""

import streamlit as st

from dashboard import mappings
from dashboard.language import Language
from dashboard.snapshot import rebond_home

NONE, LAST, OWN = "", "last", "own"


def choose_mapping(language: Language, partner_id: str, time_zone: str) -> bytes | None:
    """The mapping chosen, as a file's content; None where headers are the contract's.

    `time_zone` is what the partner stated for the times of the export, perhaps nothing.
    """
    last = mappings.used_last(rebond_home(), partner_id)
    options = [*([LAST] if last else []), NONE, *mappings.shipped(), OWN]

    def words(option: str) -> str:
        return (
            option if option in mappings.shipped() else language.say(f"mapping.{option or 'none'}")
        )

    label = language.say("send_export.mapping")
    chosen = str(st.selectbox(label, options, format_func=words, key="mapping"))
    if chosen == LAST:
        return last
    if chosen == OWN:
        return _own(language)
    if chosen == NONE:
        return None
    return mappings.filled(chosen, _constants(chosen, language), time_zone)


def _constants(name: str, language: Language) -> dict[str, str]:
    """What only the partner knows, such as the name of their community."""
    return {
        column: st.text_input(
            language.say("send_export.constant", column=column), key=f"constant_{name}_{column}"
        ).strip()
        for column in mappings.to_fill_in(name)
    }


def _own(language: Language) -> bytes | None:
    file = st.file_uploader(
        language.say("send_export.own_mapping"),
        ("yaml", "yml"),
        key="own_mapping",
        max_upload_size=1,
    )
    return file.getvalue()[: mappings.LARGEST_BYTES] if file else None
