"""How was this made: from a figure back to its counts, its rules, its snapshot and its SQL.

Only the definition is sent with the page. The rest is some 50 kB of SQL and is drawn once a reader
opens it, in a fragment, so that the page around it neither runs again nor jumps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.downloads import cell
from dashboard.language import Language
from dashboard.lineage import column_words, models_behind, rule_sets_behind, thresholds
from dashboard.marks import NOT_SHOWN
from dashboard.row import Row
from dashboard.snapshot import columns, key_columns, manifest
from dashboard.source import Source, query
from dashboard.views.tables import draw_table

MOST_ROWS = 60  # a page can carry no more beneath each chart; the CSV file has them all
TEXT_HEIGHT = 480  # pixels; longer models scroll, so that the next figure stays near


@dataclass(frozen=True)
class Trace:
    """What a figure can be traced by: its words, its snapshot and the published rows it shows."""

    name: str
    title: str
    subtitle: str
    definition: str
    snapshot: Path
    sources: Sequence[Source]
    file_name: str


@st.fragment
def tracing(trace: Trace, language: Language) -> None:
    """The definition, and once opened: counts, rules, the query for the same rows, the SQL."""
    box = st.expander(
        language.say("figure.how_made"),
        icon=":material/account_tree:",
        key=f"made_{trace.name}",
        on_change="rerun",
    )
    with box:
        st.markdown(trace.definition, anchors=False)
        if box.open:
            for source in trace.sources:
                _counts(trace.snapshot, source, language)
            _rules(trace, language)
            _queries(trace, language)
            _models(trace, language)


def _counts(snapshot: Path, source: Source, language: Language) -> None:
    keys, names = _key_and_count_columns(snapshot, source)
    st.subheader(language.say("trace.counts", table=source.table), anchor=False)
    table = [
        {name: cell(row, name, language.whole) for name in (*keys, *names)}
        for row in source.rows[:MOST_ROWS]
    ]
    draw_table(table)
    if len(source.rows) > MOST_ROWS:
        more = language.whole(len(source.rows))
        st.caption(language.say("trace.more_rows", shown=str(MOST_ROWS), count=more))
    words = column_words(snapshot, source.table, language)
    st.markdown("\n".join(f"- `{name}`: {words[name]}" for name in names if name in words))
    st.caption(language.say("trace.mark", mark=NOT_SHOWN))


def _key_and_count_columns(snapshot: Path, source: Source) -> tuple[list[str], list[str]]:
    """The keys in which the rows differ, and the counts; all numbers where there is no count."""
    keys = key_columns(snapshot, source.table)
    differing = [key for key in keys if len({row[key] for row in source.rows}) > 1]
    others = [name for name in columns(snapshot, source.table) if name not in keys]
    counts = [name for name in others if name.endswith("_count")]
    return differing, counts or [name for name in others if not name.endswith("_status")]


def _rules(trace: Trace, language: Language) -> None:
    st.subheader(language.say("trace.rules"), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in _rule_lines(trace, language)))


def _rule_lines(trace: Trace, language: Language) -> Iterator[str]:
    facts = manifest(trace.snapshot)
    for rule in rule_sets_behind(trace.snapshot, trace.sources):
        yield language.say(
            "trace.rule_set",
            name=rule["rule_set"],
            version=rule["version"],
            source=rule["source"],
        )
    values = ", ".join(f"`{name} = {value}`" for name, value in thresholds(facts).items())
    yield language.say("trace.policy", policy=facts["policy_version"], thresholds=values)
    yield language.say(
        "trace.snapshot",
        snapshot=facts["snapshot_id"],
        sequence=language.whole(facts["sequence"]),
        published=language.date(facts["published_at"]),
        ledger=language.whole(facts["ledger_sequence"]),
    )
    yield from _as_of(trace.sources, language)
    yield language.say("trace.models_digest", digest=facts["models_sha256"])


def _as_of(sources: Sequence[Source], language: Language) -> Iterator[str]:
    found = (row.get("as_of") for source in sources for row in source.rows)
    days = sorted({day for day in found if day is not None})
    if days:
        yield language.say("trace.as_of", days=", ".join(language.date(day) for day in days))


def _queries(trace: Trace, language: Language) -> None:
    st.subheader(language.say("trace.query"), anchor=False)
    st.markdown(language.say("trace.query_words"))
    for source in trace.sources:
        st.code(_command(query(trace.snapshot, source)), language="bash", wrap_lines=True)


def _command(text: str) -> str:
    """The query as one command of a shell, in which these four signs have a meaning."""
    for sign in ("\\", '"', "$", "`"):
        text = text.replace(sign, f"\\{sign}")
    return f'rebond sql "{text}"'


def _models(trace: Trace, language: Language) -> None:
    st.subheader(language.say("trace.models"), anchor=False)
    found = models_behind(trace.snapshot, trace.sources)
    if not found:
        st.markdown(language.say("trace.no_models"))
        return
    st.markdown(language.say("trace.models_words", chain=_chain(found)))
    texts = {row["path"]: row["sql"] for row in found}
    path = st.selectbox(
        language.say("trace.model"), list(texts), key=f"model_{trace.name}", width=560
    )
    # A reference table is data: to colour its words as SQL would mislead.
    colours = "sql" if path.endswith(".sql") else None
    st.code(texts[path], language=colours, wrap_lines=True, height=TEXT_HEIGHT)
    st.download_button(
        language.say("trace.all_models"),
        data=partial(_all_texts, texts),
        file_name=f"{trace.file_name}.sql",
        mime="text/plain",
        key=f"models_{trace.name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _chain(found: Sequence[Row]) -> str:
    """The stages that the figure went through, in the order in which they ran."""
    stages = {row["stage"]: row["stage_number"] for row in found if row["stage"] != "macros"}
    return " → ".join(f"`{stage}`" for stage in sorted(stages, key=stages.__getitem__))


def _all_texts(texts: dict[str, str]) -> bytes:
    """Every model in one file, each under its path; reference tables as comments."""
    return "\n\n".join(_one_text(path, text) for path, text in texts.items()).encode()


def _one_text(path: str, text: str) -> str:
    is_sql = path.endswith(".sql")
    body = text if is_sql else "\n".join(f"-- {line}" for line in text.splitlines())
    return f"-- {path}\n{body}"
