"""Who joins which community, when, for how long, and in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulation.draws import choose, generator, happens, within_groups

if TYPE_CHECKING:
    from ingest.simulation.draws import Flags, Floats, Integers, Words
    from ingest.simulation.truth import Truth

LURKER, CONTRIBUTOR, SUPERUSER, HOST = 0, 1, 2, 3
SMALLEST_COMMUNITY = 12
UNKNOWN = "unknown"


def draw_people(truth: Truth, seed: int, scale: float) -> pl.DataFrame:
    """Return one row per person: first community, joined_day (0 = first day), characteristics.

    `severity` is standard normal, `treatment` the true one; what the person told the community
    stands in `treatment_at_joining` and may be unknown. Sorted by community and joined_day.
    """
    rng = generator(seed, "people")
    sizes = _community_sizes(truth, scale)
    community = np.repeat(np.arange(len(sizes)), sizes)
    count = len(community)
    partner = truth.partner_of_communities()[community]
    people = pl.DataFrame(
        {
            "community": community,
            "partner": partner,
            "joined_day": _joined_days(truth, rng, sizes),
            "number": rng.choice(900_000, size=count, replace=False) + 100_000,
            "severity": rng.standard_normal(count),
            "is_at_caseness": happens(
                rng, truth.of_communities("caseness_share")[community], count
            ),
            "treatment": choose(rng, truth.members.treatments, count),
            "region_code": _regions(truth, rng, partner),
        }
    )
    return (
        people.with_columns(_answers(truth, rng, people))
        .with_row_index("person")
        .cast({"person": pl.Int64})
    )


def draw_memberships(truth: Truth, people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one row per person and community joined; row i is person i's first membership.

    Days: joined_day, end_day (last day active), left_day (null unless left formally).
    """
    rng = generator(seed, "memberships")
    joined = pl.concat([_first_memberships(people), _second_memberships(truth, people, rng)])
    role = _roles(truth, rng, joined)
    stay = _stays(truth, rng, role)
    last = truth.day_count - 1
    joined_day = joined["joined_day"].to_numpy()
    end_day = np.minimum(joined_day + stay, last)
    left = (end_day < last - 30) & happens(rng, truth.members.formal_leaving_share, len(role))
    left_day = np.minimum(end_day + rng.integers(1, 15, len(role)), last)
    return (
        joined.with_columns(
            pl.Series("role", role),
            pl.Series("end_day", end_day),
            pl.when(pl.Series(left)).then(pl.Series(left_day)).alias("left_day"),
        )
        .with_row_index("membership")
        .cast({"membership": pl.Int64})
    )


def _community_sizes(truth: Truth, scale: float) -> Integers:
    scaled = np.round(truth.of_communities("member_count") * scale).astype(np.int64)
    return np.maximum(scaled, SMALLEST_COMMUNITY)


def _joined_days(truth: Truth, rng: np.random.Generator, sizes: Integers) -> Integers:
    """Draw days whose density grows evenly; each community's first ones are its hosts."""
    growth, draws = truth.members.growth, rng.random(int(sizes.sum()))
    # The inverse of the distribution function of a density that rises from 1 to `growth`.
    place = (np.sqrt(1 + draws * (growth**2 - 1)) - 1) / (growth - 1)
    days = np.floor(place * truth.day_count).astype(np.int64)
    hosts = within_groups(sizes) < truth.posting.superusers_at_least
    days[hosts] = rng.integers(0, 3, int(hosts.sum()))
    community = np.repeat(np.arange(len(sizes)), sizes)
    return days[np.lexsort((days, community))]


def _regions(truth: Truth, rng: np.random.Generator, partner: Integers) -> Words:
    drawn = [choose(rng, one.regions, len(partner)) for one in truth.partners]
    return np.stack(drawn)[partner, np.arange(len(partner))]


def _answers(truth: Truth, rng: np.random.Generator, people: pl.DataFrame) -> list[pl.Series]:
    """Draw what people say about themselves; some say nothing."""
    count, told = people.height, truth.members
    answers = {
        "age_band": choose(rng, told.age_bands, count),
        "gender": choose(rng, told.genders, count),
        "rurality": choose(rng, told.ruralities, count),
        "treatment_at_joining": people["treatment"].to_numpy().astype(np.str_),
    }
    silent = {name: happens(rng, told.missing_answer_share, count) for name in answers}
    return [
        pl.Series(name, np.where(silent[name], UNKNOWN, words)) for name, words in answers.items()
    ]


def _first_memberships(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(
        "person", "community", "partner", "joined_day", is_first=pl.lit(value=True)
    )


def _second_memberships(
    truth: Truth, people: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Let a stated share join another community of the same partner some time later."""
    share, mean = truth.members.second_community_share, truth.members.second_community_mean_days
    both = people.filter(pl.Series(happens(rng, share, people.height)))
    joined_day = both["joined_day"].to_numpy() + 1 + rng.exponential(mean, both.height).astype(int)
    second = both.select("person", "partner").with_columns(
        pl.Series("community", _another_community(truth, rng, both["community"].to_numpy())),
        pl.Series("joined_day", joined_day),
        is_first=pl.lit(value=False),
    )
    in_time = pl.col("joined_day") < truth.day_count
    return second.filter(in_time).select(_first_memberships(people).columns)


def _another_community(truth: Truth, rng: np.random.Generator, first: Integers) -> Integers:
    """Move on by 1 to (number of the partner's communities - 1) places, in a ring."""
    partner = truth.partner_of_communities()
    start = np.searchsorted(partner, partner)
    size = np.bincount(partner)[partner]
    step = 1 + np.floor(rng.random(len(first)) * (size[first] - 1)).astype(np.int64)
    moved: Integers = start[first] + (first - start[first] + step) % size[first]
    return moved


def _roles(truth: Truth, rng: np.random.Generator, joined: pl.DataFrame) -> Integers:
    community = joined["community"].to_numpy()
    is_first = joined["is_first"].to_numpy()
    writes = happens(rng, truth.of_communities("poster_share")[community], joined.height)
    is_super = is_first & happens(rng, truth.posting.superuser_share, joined.height)
    role = np.where(is_super, SUPERUSER, np.where(writes, CONTRIBUTOR, LURKER))
    return np.where(_is_host(truth, joined), HOST, role)


def _is_host(truth: Truth, joined: pl.DataFrame) -> Flags:
    """Say who was there first in each community: the hosts, who stay to the end."""
    sizes = joined.filter("is_first").group_by("community").len().sort("community")["len"]
    place = within_groups(sizes.to_numpy().astype(np.int64))
    hosts = np.zeros(joined.height, dtype=bool)
    hosts[: len(place)] = place < truth.posting.superusers_at_least
    return hosts


def _stays(truth: Truth, rng: np.random.Generator, role: Integers) -> Integers:
    """Draw days from joining to the last activity by role; hosts stay to the end."""
    count, told = len(role), truth.members
    median = np.log(told.stay_median_days)
    stay: Floats = np.exp(median + told.stay_log_sd * rng.standard_normal(count))
    one_off = happens(rng, np.where(role == LURKER, told.one_off_share, 0.1), count)
    stay = np.where(one_off, rng.integers(0, 3, count), stay)
    long_stay = truth.day_count * (0.5 + rng.random(count))
    stay = np.where(role == SUPERUSER, long_stay, stay)
    return np.where(role == HOST, truth.day_count, stay).astype(np.int64)
