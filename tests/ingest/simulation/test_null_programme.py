"""The null programme shows what naive dashboards find where there is nothing to find."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest.simulation import NullProgramme, null_programme

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def programme() -> NullProgramme:
    return null_programme(20_000)


def recovered_on_day_180(programme: NullProgramme) -> pl.DataFrame:
    """Members with both scores on day 180, whether both are below caseness, and their posts."""
    joined = programme.exports["members"].select("member_id", "joined_on")
    scores = programme.exports["outcome_scores"].join(joined, on="member_id")
    scores = scores.with_columns(day=(pl.col("scored_on") - pl.col("joined_on")).dt.total_days())
    below = {"PHQ-9": 10, "GAD-7": 8}
    is_below = pl.col("score") < pl.col("instrument").replace_strict(below)
    early_below = scores.filter(pl.col("day") == 13).filter(is_below)["member_id"].unique()
    last = scores.filter(pl.col("day") == 180).group_by("member_id")
    recovered = last.agg(is_below.all().alias("has_recovered"))
    by_landmark = pl.col("member_id").is_in(early_below.implode()).alias("was_below_by_landmark")
    return recovered.with_columns(by_landmark).join(programme.truth, on="member_id")


def ratio(members: pl.DataFrame, exposed: pl.Expr) -> float:
    share_of_exposed = members.filter(exposed)["has_recovered"].mean()
    share_of_others = members.filter(~exposed)["has_recovered"].mean()
    return share_of_exposed / share_of_others


def test_the_naive_ratio_of_many_to_few_posts_is_near_044(programme: NullProgramme) -> None:
    naive = ratio(recovered_on_day_180(programme), pl.col("post_count") >= 5)
    assert naive == pytest.approx(0.44, abs=0.03)


def log_landmark_ratio(programme: NullProgramme) -> float:
    eligible = recovered_on_day_180(programme).filter(~pl.col("was_below_by_landmark"))
    return math.log(ratio(eligible, pl.col("early_post_count") >= 1))


def test_the_landmark_ratio_is_near_1(programme: NullProgramme) -> None:
    assert abs(log_landmark_ratio(programme)) < 0.05


def test_the_landmark_ratio_is_near_1_on_average() -> None:
    # The standard error of one draw is 0.03, that of the mean of nine 0.01.
    logs = [log_landmark_ratio(null_programme(20_000, seed)) for seed in range(1, 10)]
    assert abs(sum(logs) / len(logs)) < 0.03


def test_selective_answering_leads_even_the_landmark_astray() -> None:
    programme = null_programme(20_000, selective_answering=True)
    eligible = recovered_on_day_180(programme).filter(~pl.col("was_below_by_landmark"))
    assert math.log(ratio(eligible, pl.col("early_post_count") >= 1)) > 0.05
    # The completeness by band tells that something is wrong.
    writes = pl.col("early_post_count") >= 1
    answered = [
        eligible.filter(band).height / programme.truth.filter(band).height
        for band in (writes, ~writes)
    ]
    assert answered[0] - answered[1] > 0.05


def test_recovery_follows_the_natural_course(programme: NullProgramme) -> None:
    recovered = recovered_on_day_180(programme)["has_recovered"].mean()
    by_91, by_182 = -math.log(1 - 0.23), -math.log(1 - 0.32)
    natural = 1 - math.exp(-(by_91 + (by_182 - by_91) * (180 - 91) / (182 - 91)))
    assert recovered == pytest.approx(natural, abs=3 * math.sqrt(natural * (1 - natural) / 16_000))


def test_the_exports_can_be_written(tmp_path: Path) -> None:
    small = null_programme(50, seed=2)
    again = null_programme(50, seed=2)
    files = small.write(tmp_path / "first")
    assert [file.stem for file in files] == ["communities", "members", "activity", "outcome_scores"]
    for one, other in zip(files, again.write(tmp_path / "again"), strict=True):
        assert one.read_bytes() == other.read_bytes()
