"""What a reader can take away of a figure: rows, their description, the chart as a picture.

Nothing is made before it is asked for: each button holds a function, which the server runs when
the reader clicks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from dashboard.charts import picture
from dashboard.downloads import as_csv, as_metadata, source_footer
from dashboard.language import Language
from dashboard.lineage import column_words
from dashboard.snapshot import columns, manifest
from dashboard.source import Source, query
from dashboard.views.plain_words import plain
from dashboard.views.tracing import Trace


@dataclass(frozen=True)
class Picture:
    """A chart to be taken away: the name of its file, its heading, specification and rows."""

    file_name: str
    title: str
    spec: Mapping[str, Any]
    data_sets: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class _Offer:
    """One button: what it says, the file that it gives, and the function that makes it."""

    words: str
    file_name: str
    mime: str
    make: Callable[[], bytes]


def taking_away(trace: Trace, pictures: Sequence[Picture], language: Language) -> None:
    """A button for each file, side by side."""
    offers = [*_tables(trace, language), *_pictures(trace, pictures, language)]
    with st.container(horizontal=True, gap="small"):
        for offer in offers:
            st.download_button(
                offer.words,
                data=offer.make,
                file_name=offer.file_name,
                mime=offer.mime,
                key=f"download_{trace.name}_{offer.file_name}",
                icon=":material/download:",
                on_click="ignore",
            )


def _tables(trace: Trace, language: Language) -> Iterator[_Offer]:
    facts = manifest(trace.snapshot)
    for source in trace.sources:
        is_only = len(trace.sources) == 1
        name = trace.file_name if is_only else f"{trace.file_name}_{source.table}"
        of = "" if is_only else f" {source.table}"
        rows = partial(as_csv, source.rows, facts, language)
        described = partial(_metadata, trace, source, f"{name}.csv", language)
        yield _Offer(language.say("figure.download") + of, f"{name}.csv", "text/csv", rows)
        yield _Offer(
            language.say("figure.metadata") + of,
            f"{name}.csv-metadata.json",
            "application/csvm+json",
            described,
        )


def _metadata(trace: Trace, source: Source, url: str, language: Language) -> bytes:
    meanings = column_words(trace.snapshot, source.table, language)
    words = {
        "url": url,
        "title": trace.title,
        "subtitle": trace.subtitle,
        "definition": trace.definition,
        "query": query(trace.snapshot, source),
    }
    names = columns(trace.snapshot, source.table)
    meant = {name: meanings.get(name, "") for name in names}
    meant["is_simulated"] = language.say("page.simulated_column")
    return as_metadata(words, meant, manifest(trace.snapshot), language)


def _pictures(trace: Trace, pictures: Sequence[Picture], language: Language) -> Iterator[_Offer]:
    for one in pictures:
        of = "" if len(pictures) == 1 else f" {plain(one.title)}"
        svg = partial(_svg, trace, one, language)
        png = partial(_png, trace, one, language)
        yield _Offer(language.say("figure.png") + of, f"{one.file_name}.png", "image/png", png)
        yield _Offer(language.say("figure.svg") + of, f"{one.file_name}.svg", "image/svg+xml", svg)


def _svg(trace: Trace, one: Picture, language: Language) -> bytes:
    return _drawn(trace, one, language).encode()


def _png(trace: Trace, one: Picture, language: Language) -> bytes:
    return picture.as_png(_drawn(trace, one, language))


def _drawn(trace: Trace, one: Picture, language: Language) -> str:
    facts = manifest(trace.snapshot)
    mark = language.say("page.simulated") if facts["is_simulated"] else ""
    words = picture.Words(one.title, trace.subtitle, mark, source_footer(facts, language))
    return picture.as_svg(one.spec, one.data_sets, words)
