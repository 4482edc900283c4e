"""Weights for missing follow-up: against other routines, slow loops and a truth that is known."""

from math import sqrt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from ingest.models import run_stage
from ingest.weights import (
    MEMBERS_PER_PREDICTOR,
    AnswerModel,
    answer_model,
    truncated,
    weighted_rates,
    write_weights,
)
from tests.sql.drawing import empty_work_database


def drawn(count, seed=1, strength=1.0):
    """Predictors, who was scored (more often the engaged), and who recovered (likewise)."""
    draws = np.random.default_rng(seed)
    predictors = np.column_stack([draws.normal(15, 4, count), draws.poisson(2, count)])
    logit = -0.5 + strength * (predictors[:, 1] - 2) / 1.5
    is_scored = (draws.random(count) < 1 / (1 + np.exp(-logit))).astype(float)
    has_recovered = (draws.random(count) < 0.2 + 0.1 * np.minimum(predictors[:, 1], 5)).astype(
        float
    )
    return predictors, is_scored, has_recovered


def one_group(count):
    return csr_array(np.ones((1, count)))


def weighed(predictors, is_scored, has_recovered):
    model = answer_model(predictors, is_scored)
    outcomes = has_recovered[is_scored == 1][None, :]
    return weighted_rates(model, is_scored, outcomes, one_group(outcomes.shape[1]))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(200, 800))
def test_the_probabilities_are_those_of_another_routine(seed, count):
    predictors, is_scored, _ = drawn(count, seed)
    design = np.column_stack([np.ones(count), predictors])
    expected = GLM(is_scored, design, family=Binomial()).fit().predict()
    model = answer_model(predictors, is_scored)
    assert model.status == "ok"
    assert model.probabilities == pytest.approx(expected, abs=1e-5)


def slow_rate(probabilities, has_recovered):
    """One over each probability, the ends pulled in, member by member: rate and Kish's n."""
    raw = sorted(1 / p for p in probabilities)

    def quantile(share):
        place = share * (len(raw) - 1)
        low = int(place)
        high = min(low + 1, len(raw) - 1)
        return raw[low] + (place - low) * (raw[high] - raw[low])

    low, high = quantile(0.01), quantile(0.99)
    weights = [min(max(1 / p, low), high) for p in probabilities]
    rate = sum(w for w, y in zip(weights, has_recovered, strict=True) if y) / sum(weights)
    return rate, sum(weights) ** 2 / sum(w * w for w in weights)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(200, 500))
def test_the_rate_and_its_effective_number_equal_a_slow_loop(seed, count):
    predictors, is_scored, has_recovered = drawn(count, seed)
    probabilities = answer_model(predictors, is_scored).probabilities
    found = weighed(predictors, is_scored, has_recovered)
    scored = is_scored == 1
    rate, effective_n = slow_rate(probabilities[scored].tolist(), has_recovered[scored].tolist())
    assert found.rates[0, 0] == pytest.approx(rate)
    assert found.weight_counts[0] == pytest.approx(effective_n)


def test_the_rate_is_that_of_the_macro():
    predictors, is_scored, has_recovered = drawn(600)
    probabilities = answer_model(predictors, is_scored).probabilities
    with empty_work_database() as con:
        run_stage(con, "macros")
        con.execute(
            "create table people (group_id int, has_outcome bool, answer_probability double)"
        )
        con.executemany(
            "insert into people values (1, ?, ?)",
            [
                [bool(y) if s else None, p]
                for s, y, p in zip(is_scored, has_recovered, probabilities.tolist(), strict=True)
            ],
        )
        [(rate, effective_n)] = con.execute(
            "select weighted_rate, effective_n from inverse_probability_weighted_rate('people')"
        ).fetchall()
    found = weighed(predictors, is_scored, has_recovered)
    assert found.rates[0, 0] == pytest.approx(rate)
    assert found.weight_counts[0] == pytest.approx(effective_n)


def test_where_the_engaged_answer_and_recover_more_the_weights_mend_it():
    predictors, is_scored, has_recovered = drawn(40_000)
    truth = has_recovered.mean()
    complete = has_recovered[is_scored == 1].mean()
    assert complete - truth > 0.04
    assert abs(weighed(predictors, is_scored, has_recovered).rates[0, 0] - truth) < 0.015


def test_who_is_not_known_to_have_written_is_no_member_who_wrote_nothing():
    # Those whose engagement no export shows answer less and recover more than the silent others.
    draws, count = np.random.default_rng(5), 20_000
    is_known = np.arange(count) % 2 == 0
    written = draws.poisson(1, count)
    recovers = draws.random(count) < np.where(is_known, 0.1 + 0.1 * np.minimum(written, 4), 0.8)
    answers = draws.random(count) < np.where(is_known, 0.4 + 0.1 * np.minimum(written, 4), 0.2)
    con = empty_work_database()
    con.execute("create schema weights; create schema strata")
    people = pa.table(
        {
            "number": np.arange(count),
            "written": pa.array(written, mask=~is_known),
            "answers": answers,
            "recovers": recovers,
        }
    )
    con.register("people", people)
    con.execute(
        "create table weights.eligible_members as select 'north' as partner_id,"
        " md5(number::varchar)::uuid as member_key, 'phq9_only' as rule_set,"
        " 'day_180' as follow_up, 15 as baseline_primary_score,"
        " null::double as baseline_secondary_score, written as written_count,"
        " 2 * written as contact_day_count, answers as is_scored, recovers as has_recovered,"
        " recovers as has_reliably_recovered from people"
    )
    con.execute(
        "create table strata.episode_strata as select partner_id, member_key, rule_set,"
        " 'all' as community_id, 'all' as dimension, 'all' as category"
        " from weights.eligible_members"
    )
    write_weights(con)
    [(status,)] = con.execute("select status from weights.answer_models").fetchall()
    [(rate,)] = con.execute(
        "select weighted_rate from weights.weighted_rates where outcome = 'recovery'"
    ).fetchall()
    con.close()
    assert status == "ok"
    assert abs(rate - recovers.mean()) < 0.02


def test_where_nobody_is_missing_the_rate_is_the_plain_one_with_its_binomial_variance():
    predictors, _, has_recovered = drawn(800)
    found = weighed(predictors, np.ones(800), has_recovered)
    rate = has_recovered.mean()
    assert found.rates[0, 0] == pytest.approx(rate)
    assert found.weight_counts[0] == pytest.approx(800)
    # 200 resamples tell a standard error within about a tenth.
    assert sqrt(found.variances[0, 0]) == pytest.approx(sqrt(rate * (1 - rate) / 800), rel=0.2)


@pytest.mark.parametrize(
    ("more", "status"), [(-1, "too_few"), (0, "ok"), (1, "ok")], ids=["less", "just", "more"]
)
@pytest.mark.parametrize("rarer", ["scored", "missing"])
def test_a_model_needs_ten_of_the_rarer_answer_for_each_of_its_columns(rarer, more, status):
    draws = np.random.default_rng(3)
    predictors = draws.normal(size=(400, 2))
    few = MEMBERS_PER_PREDICTOR * 3 + more  # the constant and two predictors
    is_few = np.isin(np.arange(400), draws.choice(400, few, replace=False))
    is_scored = (is_few if rarer == "scored" else ~is_few).astype(float)
    model = answer_model(predictors, is_scored)
    assert model.status == status
    assert (model.probabilities is not None) == (status == "ok")


def test_a_predictor_that_separates_perfectly_gives_no_weights():
    predictors = np.arange(200.0)[:, None]
    model = answer_model(predictors, (np.arange(200) >= 100).astype(float))
    assert model.status == "not_converged"
    assert model.probabilities is None


def test_without_a_model_a_weight_is_never_invented():
    with pytest.raises(ValueError, match="without a model"):
        weighted_rates(
            AnswerModel("too_few", np.ones((2, 1))), np.ones(2), np.ones((1, 2)), one_group(2)
        )


def test_a_predictor_that_is_the_same_for_all_changes_nothing():
    predictors, is_scored, _ = drawn(300)
    with_constant = np.column_stack([predictors, np.zeros(300)])
    plain = answer_model(predictors, is_scored).probabilities
    assert answer_model(with_constant, is_scored).probabilities == pytest.approx(plain)


def test_the_same_data_give_the_same_variance_and_other_data_another():
    first, second, other = (weighed(*drawn(300, seed)) for seed in (1, 1, 2))
    assert first.variances == second.variances
    assert first.variances != other.variances


@pytest.mark.parametrize("axis", [(1000,), (2, 1000)])
def test_weights_are_pulled_in_at_the_first_and_the_last_per_cent(axis):
    weights = np.broadcast_to(np.arange(1000.0), axis)
    found = truncated(weights)
    assert found.min() == pytest.approx(9.99)
    assert found.max() == pytest.approx(989.01)


def test_each_group_is_weighed_by_its_own_members():
    predictors, is_scored, has_recovered = drawn(600)
    scored = int(is_scored.sum())
    halves = np.zeros((2, scored))
    halves[0, : scored // 2] = halves[1, scored // 2 :] = 1
    model = answer_model(predictors, is_scored)
    outcomes = has_recovered[is_scored == 1][None, :]
    both = weighted_rates(model, is_scored, outcomes, csr_array(halves))
    weights = truncated(1 / model.probabilities[is_scored == 1])
    first = slice(0, scored // 2)
    expected = (weights[first] * outcomes[0, first]).sum() / weights[first].sum()
    assert both.rates[0, 0] == pytest.approx(expected)
