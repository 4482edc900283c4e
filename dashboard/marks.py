"""How a published value is written: the number, its interval, or the mark of what is not shown.

The mark `[c]` is the same in chart, table, CSV, API and SQL. Nothing here computes a rate: values
come from the snapshot, and this file only puts them into words.
"""

from collections.abc import Iterable

from dashboard.language import Language
from dashboard.row import Row

NOT_SHOWN = "[c]"
MINUS = "\u2212"  # as on the axes of charts; Babel writes a hyphen
SHOWN_COUNTS = frozenset({"ok", "zero"})
SHOWN_RATES = frozenset({"ok", "interval", "range"})


def written_count(row: Row, count: str, language: Language) -> str:
    """A count of people such as `1,240`; `count` is the column's name without `_count`."""
    status, value = row[f"{count}_status"], row[f"{count}_count"]
    return language.whole(value) if status in SHOWN_COUNTS else NOT_SHOWN


def written_rate(row: Row, rate: str, language: Language) -> str:
    """A rate as `47% (41–53%)`, its interval alone, its upper limit, or the mark."""
    status = row[f"{rate}_status"]
    if status not in SHOWN_RATES:
        return NOT_SHOWN
    if status == "range":
        return language.say("mark.up_to", upper=language.percent(row[f"{rate}_upper"]))
    interval = written_interval(row, rate, language)
    return f"{language.percent(row[rate])} ({interval})" if status == "ok" else interval


def of_how_many(words: str, row: Row, language: Language, whole: str = "denominator") -> str:
    """A rate in words with what it is a share of: `47% of 1,240`; without it where it is hidden."""
    if row.get(f"{whole}_status") not in SHOWN_COUNTS or words == NOT_SHOWN:
        return words
    return language.say("mark.rate_of", rate=words, whole=written_count(row, whole, language))


def written_interval(row: Row, rate: str, language: Language) -> str:
    """The interval of a rate: `41–53%`."""
    return language.percent_range(row[f"{rate}_lower"], row[f"{rate}_upper"])


def written_bounds(row: Row, bounds: str, language: Language) -> str:
    """What a rate could be if every missing score were known: `8–81%`, or the mark.

    A snapshot published before there were bounds has no such columns: then nothing is shown.
    """
    is_shown = row.get(f"{bounds}_status") == "interval"
    return written_interval(row, bounds, language) if is_shown else NOT_SHOWN


def written_ratio(row: Row, ratio: str, language: Language) -> str:
    """A ratio as `1.52 (1.05 to 2.13)`, its interval alone, or the mark."""
    status = row[f"{ratio}_status"]
    if status not in SHOWN_RATES:
        return NOT_SHOWN
    limits = (language.decimal(row[f"{ratio}_{end}"], 2) for end in ("lower", "upper"))
    interval = language.say(
        "landmark.from_to", **dict(zip(("lower", "upper"), limits, strict=True))
    )
    return f"{language.decimal(row[ratio], 2)} ({interval})" if status == "ok" else interval


def written_change(row: Row, change: str, language: Language) -> str:
    """A mean change as `−3.2 (−3.6 to −2.8)`, or the mark."""
    if row[f"{change}_status"] != "ok":
        return NOT_SHOWN
    numbers = (
        language.decimal(row[name]).replace("-", MINUS)
        for name in (change, f"{change}_lower", f"{change}_upper")
    )
    return language.say(
        "score_changes.from_to", **dict(zip(("change", "lower", "upper"), numbers, strict=True))
    )


def written_headline(row: Row | None, rate: str, language: Language) -> str:
    """A rate in one figure: the point where there is one, else what is known, else the mark."""
    if row is None:
        return NOT_SHOWN
    is_point = row[f"{rate}_status"] == "ok"
    return language.percent(row[rate]) if is_point else written_rate(row, rate, language)


def share_shown(rows: Iterable[Row], status: str) -> float:
    """Which part of these cells is shown, 0 to 1; a view without cells shows nothing: 0."""
    shown = [row[status] in SHOWN_RATES | SHOWN_COUNTS for row in rows]
    return sum(shown) / len(shown) if shown else 0.0
