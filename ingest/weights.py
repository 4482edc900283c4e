"""Weights for missing follow-up: who answered stands in for those like them who did not.

For each headline rule set and follow-up a logistic regression (statsmodels) tells how likely each
eligible member at caseness was to be scored, from the baseline's scores and the engagement of the
first 14 days (`sql/weights/eligible_members.sql`); where engagement is not known, that it is not
takes its place (D'Agostino and Rubin 2000, Journal of the American Statistical Association
95:749-759), so that the weights stand for all. Whoever was scored weighs one over that
probability, truncated at the 1st and the 99th per cent; a weighted rate divides by the sum of the
weights (Hajek). Sources: Cole and Hernan 2008, American Journal of Epidemiology 168:656-664;
Seaman and White 2013, Statistical Methods in Medical Research 22:278-295.

Its variance is bootstrapped by member: each resample counts every member a Poisson(1) number of
times (Hanley and MacGibbon 2006, Computer Methods and Programs in Biomedicine 83:57-62), takes the
model one Newton step on, and weighs anew. The seed comes from the data: the same data, the same
figures. Where the model is unknown there are no rows: a weight is never invented.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import duckdb
    from scipy.sparse import csr_array

Numbers = np.ndarray[Any, np.dtype[np.float64]]

OUTCOMES = {"recovery": "has_recovered", "reliable_recovery": "has_reliably_recovered"}
TRUNCATED_SHARE = 0.01
RESAMPLES = 200
# A model of k predictors needs 10 k members of the rarer answer (Peduzzi et al. 1996, Journal of
# Clinical Epidemiology 49:1373-1379).
MEMBERS_PER_PREDICTOR = 10
NUMBERS_AT_ONCE = 4_000_000  # resamples are drawn in blocks, so that memory stays bounded

_TABLES = """
create or replace table weights.answer_models (
    rule_set varchar, follow_up varchar, eligible_count bigint, scored_count bigint, status varchar
);
create or replace table weights.weighted_rates (
    rule_set varchar, follow_up varchar, outcome varchar, community_id varchar, dimension varchar,
    category varchar, weighted_rate double, weight_count double, rate_variance double
);
"""


@dataclass(frozen=True)
class AnswerModel:
    """How likely each eligible member was to be scored; `status` is ok, too_few or not_converged.

    `design` is members x predictors, its first column 1; `probabilities` is None unless ok.
    """

    status: str
    design: Numbers
    probabilities: Numbers | None = None


@dataclass(frozen=True)
class WeightedRates:
    """Outcomes x groups: the rate and its bootstrap variance; per group: Kish's effective n."""

    rates: Numbers
    variances: Numbers
    weight_counts: Numbers


def write_weights(con: duckdb.DuckDBPyConnection) -> None:
    """Make `weights.answer_models` and `weights.weighted_rates` from `weights.eligible_members`."""
    con.execute(_TABLES)
    for rule_set, follow_up in _series(con):
        people = _people(con, rule_set, follow_up)
        is_scored = people["is_scored"].astype(float)
        model = answer_model(_predictors(people), is_scored)
        con.execute(
            "insert into weights.answer_models values (?, ?, ?, ?, ?)",
            [rule_set, follow_up, len(is_scored), int(is_scored.sum()), model.status],
        )
        if model.probabilities is not None:
            names, members = _groups(con, rule_set, follow_up, int(is_scored.sum()))
            outcomes = np.array([people[name][is_scored == 1] for name in OUTCOMES.values()], float)
            rates = weighted_rates(model, is_scored, outcomes, members)
            _insert(con, (rule_set, follow_up), names, rates)


def answer_model(predictors: Numbers, is_scored: Numbers) -> AnswerModel:
    """Fit who was scored on members x predictors; where nobody is missing, everyone weighs 1."""
    varying = predictors[:, predictors.std(axis=0) > 0]
    design = np.column_stack([np.ones(len(is_scored)), _standardised(varying)])
    missing = len(is_scored) - int(is_scored.sum())
    if missing == 0 and len(is_scored):
        return AnswerModel("ok", design[:, :1], np.ones(len(is_scored)))
    if min(missing, int(is_scored.sum())) < MEMBERS_PER_PREDICTOR * design.shape[1]:
        return AnswerModel("too_few", design)
    probabilities = _fitted(design, is_scored)
    return AnswerModel("not_converged" if probabilities is None else "ok", design, probabilities)


def weighted_rates(
    model: AnswerModel, is_scored: Numbers, outcomes: Numbers, members: csr_array
) -> WeightedRates:
    """Weigh `outcomes` (outcomes x scored) over `members` (groups x scored, 0 and 1).

    The scored stand in the order of the model's rows. Raises ValueError without a model.
    """
    if model.probabilities is None:
        raise ValueError("no weights without a model")
    weights = truncated(1 / model.probabilities[is_scored == 1])
    sums = members @ weights
    rates = np.array([members @ (weights * outcome) / sums for outcome in outcomes])
    resampled = np.concatenate([*_resampled(model, is_scored, outcomes, members)])
    with warnings.catch_warnings():
        # A group that no resample drew twice has no variance: it stays unknown.
        warnings.simplefilter("ignore", RuntimeWarning)
        variances = np.nanvar(resampled, axis=0, ddof=1)
    return WeightedRates(rates, variances, sums**2 / (members @ weights**2))


def truncated(weights: Numbers) -> Numbers:
    """Pull in the weights beyond the 1st and the 99th per cent; the last axis is the members'."""
    ends = np.quantile(weights, [TRUNCATED_SHARE, 1 - TRUNCATED_SHARE], axis=-1, keepdims=True)
    return np.clip(weights, ends[0], ends[1])


def _resampled(
    model: AnswerModel, is_scored: Numbers, outcomes: Numbers, members: csr_array
) -> Iterator[Numbers]:
    """Yield blocks of resamples x outcomes x groups: the rates that other members might give."""
    draws = np.random.default_rng(_seed(model.design, is_scored, outcomes))
    scored = is_scored == 1
    block = max(1, NUMBERS_AT_ONCE // len(is_scored))
    for start in range(0, RESAMPLES, block):
        size = (min(block, RESAMPLES - start), len(is_scored))
        times = draws.poisson(1.0, size=size).astype(float)
        weights = times[:, scored] * truncated(1 / _one_step_on(model, is_scored, times))
        sums = members @ weights.T
        with np.errstate(divide="ignore", invalid="ignore"):
            rates = [members @ (weights * outcome).T / sums for outcome in outcomes]
        yield np.transpose(rates, (2, 0, 1))


def _one_step_on(model: AnswerModel, is_scored: Numbers, times: Numbers) -> Numbers:
    """The probabilities, resamples x scored, one Newton step from the fitted model on."""
    design, fitted, scored = model.design, model.probabilities, is_scored == 1
    if fitted is None or np.all(fitted == 1):
        return np.ones((len(times), int(scored.sum())))
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    slopes = (times @ (pairs * (fitted * (1 - fitted))[:, None])).reshape(
        len(times), design.shape[1], design.shape[1]
    )
    scores = times @ (design * (is_scored - fitted)[:, None])
    steps = np.linalg.solve(slopes, scores[:, :, None])[:, :, 0]
    logits = np.log(fitted[scored] / (1 - fitted[scored])) + steps @ design[scored].T
    # One step may go far where a resample nearly separates; the truncation bounds its weights.
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -20, 20))))


def _fitted(design: Numbers, is_scored: Numbers) -> Numbers | None:
    """The fitted probabilities, None where the fit does not converge or separates perfectly."""
    # Loading statsmodels takes a second: only a build needs it.
    from statsmodels.discrete.discrete_model import Logit  # noqa: PLC0415
    from statsmodels.tools.sm_exceptions import (  # noqa: PLC0415
        ConvergenceWarning,
        HessianInversionWarning,
        PerfectSeparationError,
        PerfectSeparationWarning,
    )

    with warnings.catch_warnings(), np.errstate(over="ignore"):
        for trouble in (ConvergenceWarning, HessianInversionWarning, PerfectSeparationWarning):
            warnings.simplefilter("error", trouble)
        try:
            fit = Logit(is_scored, design).fit(disp=False)
        except (
            ConvergenceWarning,
            HessianInversionWarning,
            PerfectSeparationError,
            PerfectSeparationWarning,
            np.linalg.LinAlgError,
        ):
            return None
    probabilities: Numbers = np.asarray(fit.predict())
    return probabilities


def _standardised(predictors: Numbers) -> Numbers:
    """Mean 0 and spread 1: the fit is the same, and its arithmetic well behaved."""
    return np.asarray((predictors - predictors.mean(axis=0)) / predictors.std(axis=0))


def _predictors(people: dict[str, Any]) -> Numbers:
    """Members x predictors: two scores, two of engagement, and whether engagement is known.

    What is not known is 0: a scale that the rule set lacks is so for all, and thereby left out, as
    is the last predictor where everybody's engagement is known.
    """
    written = _numbers(people["written_count"])
    return np.column_stack(
        [
            _numbers(people["baseline_primary_score"]),
            np.nan_to_num(_numbers(people["baseline_secondary_score"])),
            np.nan_to_num(np.log1p(written)),
            np.nan_to_num(np.log1p(_numbers(people["contact_day_count"]))),
            ~np.isnan(written),
        ]
    )


def _numbers(column: Any) -> Numbers:
    """A fetched column with NaN for NULL, which DuckDB gives as a mask."""
    numbers: Numbers = np.ma.filled(np.ma.asarray(column, dtype=float), np.nan)
    return numbers


def _series(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute(
        "select distinct rule_set, follow_up from weights.eligible_members order by all"
    ).fetchall()


def _people(con: duckdb.DuckDBPyConnection, rule_set: str, follow_up: str) -> dict[str, Any]:
    """The eligible members' columns, in the order of their keys."""
    return con.execute(
        "select * exclude (partner_id, member_key) from weights.eligible_members"
        " where rule_set = ? and follow_up = ?"
        " order by partner_id, member_key",
        [rule_set, follow_up],
    ).fetchnumpy()


def _groups(
    con: duckdb.DuckDBPyConnection, rule_set: str, follow_up: str, scored_count: int
) -> tuple[list[tuple[str, ...]], csr_array]:
    """The groups of the scored members by name, and who is in which: groups x members, 0 and 1."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    found = con.execute(
        """
        with scored as (
            select
                partner_id, member_key, rule_set,
                row_number() over (order by partner_id, member_key) - 1 as place
            from weights.eligible_members
            where rule_set = ? and follow_up = ? and is_scored
        )

        select community_id, dimension, category, list(place order by place)
        from scored
        inner join strata.episode_strata using (partner_id, member_key, rule_set)
        group by community_id, dimension, category
        order by all
        """,
        [rule_set, follow_up],
    ).fetchall()
    columns = np.concatenate([np.asarray(places) for *_, places in found])
    rows = np.repeat(np.arange(len(found)), [len(places) for *_, places in found])
    members = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(found), scored_count))
    return [
        (community, dimension, category) for community, dimension, category, _ in found
    ], members


def _seed(*arrays: Numbers) -> int:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return int.from_bytes(digest.digest()[:8], "big")


def _insert(
    con: duckdb.DuckDBPyConnection,
    series: tuple[str, str],
    names: list[tuple[str, ...]],
    rates: WeightedRates,
) -> None:
    columns = con.execute("describe weights.weighted_rates").fetchall()
    rows = [
        (*series, outcome, *name, *figures)
        for number, outcome in enumerate(OUTCOMES)
        for name, *figures in zip(
            names,
            rates.rates[number].tolist(),
            rates.weight_counts.tolist(),
            rates.variances[number].tolist(),
            strict=True,
        )
    ]
    found = {
        name: values for (name, *_), values in zip(columns, zip(*rows, strict=True), strict=True)
    }
    con.register("weighed", pa.table(found))
    con.execute("insert into weights.weighted_rates select * from weighed")
    con.unregister("weighed")
