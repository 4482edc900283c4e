"""What members of the simulated programme answer, counted on what is drawn, without any SQL.

A count is a pair: the sum of an outcome, and those over whom it is taken. So draws can be added up.
Days count from the first of the programme; everybody's scores are covered through its last.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from ingest.simulation.course import is_ill_on
from ingest.simulation.drawing import Drawn
from ingest.simulation.truth import Truth

Counts = dict[tuple[str, ...], list[float]]
RULES = {"phq9_gad7": ("PHQ-9", "GAD-7"), "phq9_only": ("PHQ-9",)}
CHANGES = {"ucla3_change": "UCLA-3", "who5_only": "WHO-5", "mspss_change": "MSPSS"}
CHANGES |= {"swemwbs_change": "SWEMWBS", "ismi10_change": "ISMI-10"}
CASENESS = {"PHQ-9": 10, "GAD-7": 8}
RELIABLE = {"PHQ-9": 6, "GAD-7": 4}
WINDOWS = {"day_90": (90, 60, 120), "day_180": (180, 135, 225), "day_365": (365, 305, 425)}
FEATURES = ("platform_type", "led_by", "is_anonymous", "is_moderated_day_and_night")
LANDMARK = 14


def outcomes_of(truth: Truth, drawn: Drawn) -> Counts:
    """Count recovery, deterioration, early behaviour, relapse and change of one programme."""
    counts: Counts = defaultdict(lambda: [0.0, 0.0])
    people = _described(truth, drawn)
    for rules, scales in RULES.items():
        known = _assessments(drawn, scales)
        episodes = _episodes(known, people)
        for follow_up, window in WINDOWS.items():
            rows = _followed(truth, known, episodes, window).with_columns(_judged(scales))
            _add_rates(counts, (rules, follow_up), rows)
            _add_places(counts, (rules, follow_up), truth, drawn, rows)
            still_ill = _still_ill(known, rows, scales)
            _add_early(counts, (rules, follow_up), drawn, still_ill)
        _add_latent(counts, rules, truth, episodes, scales)
        for day in (180, 365):
            counts["relapse", rules, str(day)] = [_relapsed_by(day, known, episodes, scales), 1]
    for rules, scale in CHANGES.items():
        known = _assessments(drawn, (scale,))
        for follow_up, window in WINDOWS.items():
            rows = _followed(truth, known, _episodes(known, people), window)
            change = pl.col(scale) - pl.col(f"first {scale}")
            _add(counts, ("change", rules, follow_up), rows.with_columns(change=change), "change")
    return counts


def _add(
    counts: Counts, key: tuple[str, ...], rows: pl.DataFrame, outcome: str, group: str | None = None
) -> None:
    """Add an outcome over all rows, or over those of each category of a column."""
    counted = rows.with_columns(
        category=pl.col(group).cast(pl.String) if group else pl.lit("all"),
        value=pl.col(outcome).cast(pl.Float64),
    ).drop_nulls("category")
    sums = counted.group_by("category").agg(pl.col("value").sum(), pl.len())
    for category, total, count in sums.iter_rows():
        kept = counts[(*key, group or "all", category)]
        kept[0] += total
        kept[1] += count


def _described(truth: Truth, drawn: Drawn) -> pl.DataFrame:
    """People with their day of leaving; a partner without `members` tells of no treatment."""
    silent = [at for at, one in enumerate(truth.partners) if not one.sends_members]
    has_left = pl.col("left_day").is_not_null().all()
    left = drawn.memberships.group_by("person").agg(
        pl.when(has_left).then(pl.col("left_day").max()).alias("left")
    )
    is_told = ~pl.col("partner").is_in(silent)
    return drawn.people.join(left, on="person").with_columns(
        left=pl.when(is_told).then("left"),
        treatment_at_joining=pl.when(is_told)
        .then("treatment_at_joining")
        .otherwise(pl.lit("unknown")),
    )


def _assessments(drawn: Drawn, scales: tuple[str, ...]) -> pl.DataFrame:
    """Days on which all scales are known, none older than 14 days; `earlier` is the oldest's."""
    wide = (
        drawn.scores.filter(pl.col("instrument").is_in(scales))
        .pivot(on="instrument", index=["person", "day"], values="score", aggregate_function="max")
        .sort("person", "day")
    )
    dated = [
        pl.when(pl.col(scale).is_not_null()).then("day").alias(f"{scale} on") for scale in scales
    ]
    names = [*scales, *(f"{scale} on" for scale in scales)]
    filled = wide.with_columns(dated).with_columns(pl.col(names).forward_fill().over("person"))
    oldest = pl.min_horizontal([f"{scale} on" for scale in scales])
    known = filled.drop_nulls(names).with_columns(earlier=oldest)
    return known.filter(pl.col("earlier") >= pl.col("day") - 14).select(
        "person", "day", "earlier", *scales
    )


def _episodes(known: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The first assessment of each person in the window of a baseline."""
    in_window = (
        (pl.col("earlier") >= pl.col("day") - 7)
        & (pl.col("earlier") >= pl.col("joined_day") - 14)
        & (pl.col("day") <= pl.col("joined_day") + 30)
    )
    first = (
        known.join(people, on="person").filter(in_window).sort("day").unique("person", keep="first")
    )
    scales = [name for name in known.columns if name not in ("person", "day", "earlier")]
    return first.drop("earlier").rename({"day": "start"} | {one: f"first {one}" for one in scales})


def _followed(
    truth: Truth, known: pl.DataFrame, episodes: pl.DataFrame, window: tuple[int, int, int]
) -> pl.DataFrame:
    """The assessment nearest to the target day of each episode whose window is over."""
    target, earliest, latest = window
    since = pl.col("day") - pl.col("start")
    closed = episodes.filter(pl.col("start") + latest < truth.day_count)
    inside = (pl.col("earlier") - pl.col("start") >= earliest) & (since <= latest)
    return (
        known.join(closed, on="person")
        .filter(inside)
        .sort((since - target).abs(), "day")
        .unique("person", keep="first")
    )


def _case(scales: tuple[str, ...], prefix: str = "") -> pl.Expr:
    return pl.any_horizontal([pl.col(f"{prefix}{one}") >= CASENESS[one] for one in scales])


def _judged(scales: tuple[str, ...]) -> list[pl.Expr]:
    gains = [(pl.col(one) - pl.col(f"first {one}"), RELIABLE[one]) for one in scales]
    rises = pl.any_horizontal([gain >= least for gain, least in gains])
    falls = pl.any_horizontal([-gain >= least for gain, least in gains])
    phq9 = pl.col("first PHQ-9")
    return [
        _case(scales, "first ").alias("was_case"),
        (~_case(scales)).alias("recovered"),
        (rises & ~falls).alias("deteriorated"),
        pl.when(phq9 >= 20)
        .then(pl.lit("severe"))
        .when(phq9 >= 15)
        .then(pl.lit("moderately_severe"))
        .when(phq9 >= 10)
        .then(pl.lit("moderate"))
        .otherwise(pl.lit("mild"))
        .alias("baseline_severity"),
    ]


def _add_rates(counts: Counts, at: tuple[str, ...], rows: pl.DataFrame) -> None:
    _add(counts, ("reliable_deterioration", *at), rows, "deteriorated")
    cases = rows.filter("was_case")
    for group in (None, "treatment_at_joining", "baseline_severity"):
        _add(counts, ("recovery", *at), cases, "recovered", group)


def _add_places(
    counts: Counts, at: tuple[str, ...], truth: Truth, drawn: Drawn, rows: pl.DataFrame
) -> None:
    """By features of communities; who is in two of them counts once in each category."""
    features = pl.DataFrame(
        {name: list(map(str, truth.of_communities(name))) for name in FEATURES}
    ).with_columns(pl.col("is_anonymous", "is_moderated_day_and_night").str.to_lowercase())
    homes = drawn.memberships.select("person", "community").join(
        features.with_row_index("community").cast({"community": pl.Int64}), on="community"
    )
    cases = rows.filter("was_case").select("person", "recovered")
    for feature in FEATURES:
        of_each = cases.join(homes.select("person", feature).unique(), on="person")
        _add(counts, ("recovery", *at), of_each, "recovered", feature)


def _still_ill(known: pl.DataFrame, rows: pl.DataFrame, scales: tuple[str, ...]) -> pl.DataFrame:
    """Those at caseness who were neither gone nor seen to be well by the landmark."""
    landmark = pl.col("start") + LANDMARK
    well = known.filter(~_case(scales)).join(rows.select("person", "start"), on="person")
    soon_well = well.filter(pl.col("day") > pl.col("start"), pl.col("day") <= landmark)["person"]
    return rows.filter(
        "was_case",
        ~pl.col("person").is_in(soon_well.implode()),
        pl.col("left").is_null() | (pl.col("left") > landmark),
    )


def _add_early(counts: Counts, at: tuple[str, ...], drawn: Drawn, eligible: pl.DataFrame) -> None:
    """By what was written, and answered, in the 14 days before the landmark."""
    posted, answered = _posters(drawn, eligible)
    has_posted = pl.col("person").is_in(posted.implode())
    was_answered = pl.col("person").is_in(answered.implode())
    marked = eligible.with_columns(
        has_posted=has_posted,
        was_answered=pl.when(has_posted).then(was_answered),
        engagement_band=_bands(drawn, eligible),
    )
    for group in ("has_posted", "was_answered", "engagement_band"):
        _add(counts, ("early", *at), marked, "recovered", group)


def _posters(drawn: Drawn, eligible: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Who posted in the 14 days, and who had an answer to such a post in 24 hours within them."""
    early = (
        drawn.posts.join(drawn.memberships.select("membership", "person"), on="membership")
        .join(eligible.select("person", "start"), on="person")
        .filter(pl.col("day") >= pl.col("start"), pl.col("day") < pl.col("start") + LANDMARK)
    )
    first = drawn.replies.filter(pl.col("place") == 0).select("post", replied="utc_minute")
    in_time = (pl.col("replied") - pl.col("utc_minute") <= 1440) & (
        pl.col("replied") // 1440 < pl.col("start") + LANDMARK
    )
    return early["person"].unique(), early.join(first, on="post").filter(in_time)["person"].unique()


def _bands(drawn: Drawn, eligible: pl.DataFrame) -> pl.Series:
    days = [
        drawn.posts.select("membership", "day"),
        drawn.replies.select("membership", day=pl.col("utc_minute") // 1440),
    ]
    written = (
        pl.concat(days)
        .join(drawn.memberships.select("membership", "person"), on="membership")
        .join(eligible.select("person", "start"), on="person")
        .filter(pl.col("day") >= pl.col("start"), pl.col("day") < pl.col("start") + LANDMARK)
        .group_by("person")
        .len()
    )
    count = eligible.select("person").join(written, on="person", how="left", maintain_order="left")
    posts = pl.col("len").fill_null(0)
    band = (
        pl.when(posts >= 20)
        .then(pl.lit("20_and_over"))
        .when(posts >= 5)
        .then(pl.lit("5_19"))
        .when(posts >= 1)
        .then(pl.lit("1_4"))
        .otherwise(pl.lit("0"))
    )
    return count.select(engagement_band=band)["engagement_band"]


def _add_latent(
    counts: Counts, rules: str, truth: Truth, episodes: pl.DataFrame, scales: tuple[str, ...]
) -> None:
    """Who is well in truth on the target day, answered or not: no figure sees that, bounds do."""
    cases = episodes.filter(_case(scales, "first "))
    for follow_up, (target, _, latest) in WINDOWS.items():
        closed = cases.filter(pl.col("start") + latest < truth.day_count)
        days = (closed["start"] - closed["joined_day"] + target).to_numpy()
        well = closed.with_columns(is_well=~pl.Series(is_ill_on(closed, days)))
        for group in (None, "treatment_at_joining"):
            _add(counts, ("latent", rules, follow_up), well, "is_well", group)


def _relapsed_by(
    day: int, known: pl.DataFrame, episodes: pl.DataFrame, scales: tuple[str, ...]
) -> float:
    """Kaplan and Meier's share, from the first score that showed recovery to one at caseness."""
    cases = episodes.filter(_case(scales, "first ")).select("person", "start")
    later = known.with_columns(is_case=_case(scales)).join(cases, on="person")
    well = later.filter(~pl.col("is_case"), pl.col("earlier") >= pl.col("start") + 14)
    recovered = well.group_by("person").agg(pl.col("day").min().alias("recovered"))
    since = later.join(recovered, on="person").filter(pl.col("day") >= pl.col("recovered"))
    relapsed = pl.col("day").filter("is_case").min() - pl.col("recovered").first()
    last = pl.col("day").max() - pl.col("recovered").first()
    times = since.group_by("person").agg(relapsed=relapsed, last=last)
    watched = times.select(pl.coalesce("relapsed", "last"))["relapsed"].to_numpy()
    events = times["relapsed"].drop_nulls().to_numpy()
    still = [
        1 - (events == at).sum() / (watched >= at).sum() for at in np.unique(events) if at <= day
    ]
    return float(1 - np.prod(still))
