"""How a file was read, in words: what we found out by ourselves, so that a partner can object.

Encoding, separator, the order of day and month, the decimal mark and the time zone change every
value of a column at once; a wrong guess that nobody sees is worse than a refusal.
"""

from __future__ import annotations

from ingest.mapping.mapped_rows import MappedFile
from ingest.messages import LANGUAGES, knows, sentence
from ingest.reading.receive import ReceivedFile

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = {",": "facts.decimal_comma", ".,": "facts.thousands_comma"}


def read_as(
    received: ReceivedFile, mapped: MappedFile, *, is_mapping_set_aside: bool = False
) -> dict[str, str]:
    """Return what was found of a file, in every language."""
    aside = ["facts.mapping_set_aside"] if is_mapping_set_aside else []
    return {
        language: " ".join(
            [
                _outside(received, language),
                *(sentence(code, language) for code in aside),
                *_inside(mapped, language),
            ]
        )
        for language in LANGUAGES
    }


def _outside(received: ReceivedFile, language: str) -> str:
    if received.text is None:
        return sentence("facts.table", language, format=received.format.upper())
    delimiter = received.text.header.delimiter
    sign = _DELIMITERS.get(delimiter)
    return sentence(
        "facts.text" if received.compression == "none" else "facts.packed",
        language,
        encoding=received.text.encoding.upper(),
        delimiter=sentence(f"facts.by_{sign}", language) if sign else delimiter,
        packing=received.compression,
    )


def _inside(mapped: MappedFile, language: str) -> list[str]:
    """Return what was found in columns: formats of dates, decimal marks, the zone of times."""
    lines = [
        sentence("facts.dates", language, column=column, format=_format(name, language))
        for column, name in mapped.formats.items()
        if name != "unknown"
    ]
    lines += [
        sentence(_MARKS[mark], language, column=column)
        for column, mark in mapped.decimal_marks.items()
        if mark in _MARKS
    ]
    if mapped.without_offset:
        columns = ", ".join(mapped.without_offset)
        lines.append(sentence("facts.zone", language, column=columns, zone=mapped.time_zone))
    return lines


def _format(name: str, language: str) -> str:
    """Return a format in words; several in one column stand side by side."""
    codes = [f"facts.format.{part}" for part in name.split("+")]
    return ", ".join(sentence(code, language) for code in codes if knows(code))
