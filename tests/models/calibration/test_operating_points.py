"""A threshold is a fact that was tested: enough rows, few enough errors, and never claimed without them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from models.calibration.operating_points import fit_operating_point


def fit(probabilities, right, target_error=0.05, delta=0.1):
    return fit_operating_point(
        "agency", np.asarray(probabilities, dtype=float), np.asarray(right, dtype=bool), target_error, delta
    )


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans() | st.just(True) | st.just(True)), max_size=400),
    st.sampled_from([0.05, 0.1, 0.2]),
    st.sampled_from([0.05, 0.1, 0.3]),
)
def test_the_rows_at_or_above_a_threshold_reject_the_target_error_at_delta(rows, target_error, delta):
    """Ties at the threshold are routed too, so they must have been judged too."""
    probabilities, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=bool)

    point = fit(probabilities, right, target_error, delta)

    assert point.n == len(rows)
    if point.threshold is not None:
        routed = probabilities >= point.threshold
        assert binom.cdf((~right[routed]).sum(), routed.sum(), target_error) <= delta


@given(st.integers(0, 71))
def test_fewer_than_72_rows_certify_nothing_at_five_percent(n):
    assert fit(np.linspace(0.5, 1.0, n), [True] * n).threshold is None


def test_72_rows_without_an_error_are_enough():
    """0.95 to the 72nd is just below a fourth of 0.1: four sequences share the error probability."""
    point = fit(np.linspace(0.5, 1.0, 72), [True] * 72)

    assert point.threshold == 0.5
    assert (point.target_error, point.delta, point.n) == (0.05, 0.1, 72)


def test_one_error_among_72_rows_is_one_too_many():
    assert fit(np.linspace(0.5, 1.0, 72), [False, *[True] * 71]).threshold is None


def test_a_wrong_label_among_the_surest_rows_does_not_end_all():
    """With one sequence from the surest 5 % of 1,300 rows, two errors there would certify nothing."""
    right = np.ones(1300, dtype=bool)
    right[-3:-1] = False

    assert fit(np.linspace(0.0, 1.0, 1300), right).threshold is not None


def test_a_model_that_is_always_wrong_routes_nothing():
    assert fit(np.linspace(0.0, 1.0, 500), [False] * 500).threshold is None


def test_errors_among_the_unsure_keep_the_threshold_above_them():
    probabilities = np.linspace(0.0, 1.0, 400)

    point = fit(probabilities, probabilities > 0.5)

    assert point.threshold == pytest.approx(0.5, abs=0.05)


def test_rows_that_are_equally_sure_are_routed_together_or_not_at_all():
    right = [True] * 100 + [False] * 100

    assert fit(np.full(200, 0.9), right).threshold is None


@given(st.integers(0, 2**32 - 1))
def test_the_promise_is_kept_in_most_worlds(seed):
    """Not in each: with delta 0.1 about nine worlds in ten keep the error below the target."""
    randomness = np.random.default_rng(seed)

    kept = 0
    for _ in range(30):
        probabilities = randomness.random(600)
        point = fit(probabilities, randomness.random(600) < probabilities, target_error=0.1)
        truth = 1.0 if point.threshold is None else (1.0 + point.threshold) / 2
        kept += 1.0 - truth <= 0.1
    assert kept >= 21
