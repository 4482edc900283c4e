"""What a snapshot says of itself and of the literature: benchmarks, grades, units, texts."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from tests.sql.twins.register import release_twin
from tests.sql.twins.release import Release, Row
from tests.sql.twins.rules import reference
from tests.sql.twins.slow_benchmarks import benchmarks as benchmarks_of_the_literature
from tests.sql.twins.slow_cells import Shown, shown

Counts = dict[str, Shown]
NHS = "NHS England, NHS Talking Therapies for anxiety and depression, annual reports"
SOURCES = {
    "nhs_england": NHS,
    "nhs_peer_support": NHS,
    "whiteford_2013": "Whiteford et al. 2013, Psychological Medicine 43:1569-1585",
    "fukase_2022": "Fukase et al. 2022",
}
BENCHMARK = ("benchmark_id", "reporting_year", "rule_set", "follow_up", "outcome")


@release_twin("published.benchmarks", *BENCHMARK)
def benchmarks(_release: Release) -> list[Row]:
    means = {
        row["reporting_year"]: (float(row["phq9_mean_first"]), float(row["phq9_mean_last"]))
        for row in reference("nhs_depression_therapies")
        if row["therapy"] == "Psychoeducational peer support"
    }
    found = []
    for *names, adjustment, _, rate, is_newest in benchmarks_of_the_literature(None):
        if adjustment == "crude":
            is_peers = names[0] == "nhs_peer_support"
            first, last = means.get(names[1], (None, None)) if is_peers else (None, None)
            found.append(
                dict(zip(BENCHMARK, names, strict=True))
                | {"benchmark_rate": rate, "is_newest": is_newest}
                | {"phq9_mean_first": first, "phq9_mean_last": last}
                | {"cited_source": SOURCES[names[0]]}
            )
    return found


@release_twin("published.manifest", "sequence")
def manifest(release: Release) -> list[Row]:
    newest = max(release.snapshots, key=lambda row: row["sequence"])
    return [{name: value for name, value in newest.items() if name != "file_name"}]


# What the grade of a component goes by, and whether a suppressed part is taken for the most it is.
FUNNEL = ("member_count", "with_baseline_count", "eligible_count", "in_window_count")
PARTS = ("with_baseline_count", "in_window_count")


@release_twin("published.release_units", "table_name", "community_id")
def release_units(release: Release) -> list[Row]:
    names = ("table_name", "community_id", "as_of", "status")
    return [{name: unit[name] for name in names} for unit in release.units if unit["as_of"]]


@release_twin("published.community_quality", "community_id", "period")
def community_quality(release: Release) -> list[Row]:
    communities = {row["community_id"]: row for row in release.tables["communities"]}
    return [
        _graded(release, communities, name[0], name[3], counts)
        for (table, name), counts in shown(release).items()
        if table == "follow_up_funnel" and name[0] in communities
        if (name[1], name[4], name[5]) == ("all", "phq9_only", "day_180")
    ]


def _graded(
    release: Release, communities: dict[str, Row], community: str, period: str, counts: Counts
) -> Row:
    days = _days_since_covered(release, communities, community)
    baselines = counts.get("with_baseline_count")
    has_scores = baselines is None or baselines.status != "zero"
    asked = counts if has_scores else {}
    members, baseline, eligible, scored = (_most(asked, name) for name in FUNNEL)
    quantities = {
        "follow_up_completeness": _share(scored, eligible),
        "baseline_completeness": _share(baseline, members),
        "paired_scores": scored,
        "timeliness": days,
        "refused_share": _refused_share(release, community, period),
    }
    grades = {name: _grade(name, quantity) for name, quantity in quantities.items()}
    known = [grade for grade in grades.values() if grade != "unknown"]
    return {
        "community_id": community,
        "period": period,
        "quality_grade": max(known, default="unknown") if has_scores else "unknown",
        **{f"{name}_grade": grade for name, grade in grades.items()},
        "days_since_covered": days,
        "as_of": communities[community]["as_of"],
    }


def _most(counts: Counts, name: str) -> int | None:
    """Return a count as shown; a hidden part is at most 7, a hidden whole is not known."""
    one = counts.get(name)
    if one is None:
        return None
    return 7 if one.status == "suppressed" and name in PARTS else one.count


def _share(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def _days_since_covered(
    release: Release, communities: dict[str, Row], community: str
) -> int | None:
    published_on: date = max(row["published_at"] for row in release.snapshots).date()
    covered = [row["covered_through"] for row in communities.values() if row["covered_through"]]
    through = communities[community]["covered_through"] or min(covered, default=None)
    return (published_on - through).days if through else None


def _refused_share(release: Release, community: str, period: str) -> float | None:
    """An export that names no community speaks of all of its partner's."""
    exports = [
        row
        for row in release.exports
        if row["status"] == "current"
        and _speaks_of(row, community)
        and (period == "all" or row["covered_from"].year <= int(period))
        and (period == "all" or int(period) <= row["covered_through"].year)
    ]
    read = sum(row["rows_read"] for row in exports)
    return sum(row["rows_refused"] for row in exports) / read if read else None


def _speaks_of(export: Row, community: str) -> bool:
    if community == "all":
        return True
    partner, _, name = community.partition("/")
    named = export["community_ids"]
    return export["partner_id"] == partner and (not named or name in named)


def _grade(component: str, quantity: float | None) -> str:
    if quantity is None:
        return "unknown"
    [row] = [row for row in reference("quality_thresholds") if row["component"] == component]
    is_reached = float.__ge__ if row["higher_is_better"] == "true" else float.__le__
    for letter in "abc":
        if is_reached(float(quantity), float(row[f"{letter}_from"])):
            return letter.upper()
    return "D"


@release_twin("published.model_inputs", "path", "input_path")
def model_inputs(release: Release) -> list[Row]:
    """Which model reads which, found word by word in what is left without comments."""
    named = defaultdict(set)
    for row in release.models:
        for spelling in _spellings(row):
            named[spelling].add(row["path"])
    return [
        {"path": row["path"], "input_path": read}
        for row in release.models
        if row["stage"] != "reference"
        for read in sorted({path for word in _words(row["sql"]) for path in named[word]})
        if read != row["path"]
    ]


def _spellings(row: Row) -> list[str]:
    """How readers call a model: a macro with a bracket, an indicator as part of the registry."""
    stage, name = row["stage"], row["model_name"]
    if stage == "macros":
        return [f"{name}("]
    if stage == "indicators":
        return ["registry."]
    return [f"marts.{name}", f"released.{name}"] if stage == "marts" else [f"{stage}.{name}"]


def _words(text: str) -> set[str]:
    code = "\n".join(line.partition("--")[0] for line in text.splitlines())
    found = set()
    for word, bracket in re.findall(r"([A-Za-z_]\w*(?:\.\w+)*)\s*(\(?)", code):
        first, _, rest = word.partition(".")
        found.add(f"{word}(" if bracket else word)
        found.add(f"{first}.{rest.partition('.')[0]}" if rest else first)
        if first == "registry" and rest:
            found.add("registry.")
    return found
