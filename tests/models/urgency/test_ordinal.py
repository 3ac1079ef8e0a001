"""Ordinal regression on few numbers: levels are a distribution, a higher score raises them, and order is learnt."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from models.neural.ordinal import corn_log_probabilities, cumulative_log_probabilities
from models.urgency.ordinal import fit_steps, levels_of

LINKS = ("corn", "cumulative", "joined")
LOGITS = st.lists(st.floats(-40, 40), min_size=3, max_size=3)


def falling(logits: list[float]) -> list[float]:
    return sorted(logits, reverse=True)


@given(LOGITS)
@pytest.mark.parametrize("link", LINKS)
def test_levels_are_a_distribution(link, logits):
    (levels,) = levels_of(np.array([falling(logits) if link == "cumulative" else logits]), link)

    assert (levels >= 0.0).all()
    assert levels.sum() == pytest.approx(1.0, abs=1e-9)


@given(LOGITS, st.floats(0.0, 10.0))
@pytest.mark.parametrize("link", LINKS)
def test_a_higher_score_makes_every_higher_level_at_least_as_probable(link, logits, more):
    steps = np.array(falling(logits) if link == "cumulative" else logits)
    lower, higher = levels_of(np.array([steps, steps + more]), link)

    above = [levels[::-1].cumsum() for levels in (lower, higher)]
    assert (above[1] >= above[0] - 1e-9).all()


@given(LOGITS)
def test_the_arrays_say_what_the_heads_of_the_network_say(logits):
    corn = corn_log_probabilities(torch.tensor([logits], dtype=torch.float64)).exp()[0].tolist()
    assert levels_of(np.array([logits]), "corn")[0].tolist() == pytest.approx(corn, abs=1e-9)

    apart = np.array(falling(logits)) - np.arange(3)
    thresholds = torch.tensor(-apart, dtype=torch.float64)
    cumulative = cumulative_log_probabilities(torch.zeros((1, 1), dtype=torch.float64), thresholds).exp()[0].tolist()
    assert levels_of(apart[None], "cumulative")[0].tolist() == pytest.approx(cumulative, abs=1e-9)


@given(LOGITS)
def test_joined_has_the_lower_steps_of_one_and_the_top_of_the_other_but_no_top_without_its_steps(logits):
    (joined,) = levels_of(np.array([logits]), "joined")
    (corn,) = levels_of(np.array([logits]), "corn")

    assert joined[:2].tolist() == pytest.approx(corn[:2].tolist(), abs=1e-9)
    assert joined[3] == pytest.approx(min(expit(logits[2]), expit(logits[0]) * expit(logits[1])), abs=1e-9)


# --- fitting --------------------------------------------------------------------------------


def ordered_rows(n: int = 1500, seed: int = 11) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of proportional odds: the first number raises the level, the second is noise."""
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(n, 2))
    above = expit(2.0 * numbers[:, :1] + np.array([[1.5, 0.0, -1.5]]))
    return numbers, (random.random((n, 1)) < above).sum(axis=1).astype(np.int64)


@pytest.mark.parametrize("link", LINKS)
def test_it_learns_which_number_raises_the_level(link):
    numbers, labels = ordered_rows()
    coefficients, intercepts = fit_steps(numbers, labels, link, 1.0)

    assert coefficients.shape == (3, 2)
    assert intercepts.shape == (3,)
    assert (coefficients[:, 0] > 1.0).all()
    assert (np.abs(coefficients[:, 1]) < 0.4).all()
    levels = levels_of(np.array([[-3.0, 0.0], [3.0, 0.0]]) @ coefficients.T + intercepts, link)
    assert levels.argmax(axis=1).tolist() == [0, 3]


def test_proportional_odds_find_the_numbers_that_the_rows_were_drawn_with():
    """One score for all steps, and intercepts that fall."""
    coefficients, intercepts = fit_steps(*ordered_rows(6000), "cumulative", 100.0)

    assert (coefficients == coefficients[0]).all()
    assert coefficients[0].tolist() == pytest.approx([2.0, 0.0], abs=0.15)
    assert intercepts.tolist() == pytest.approx([1.5, 0.0, -1.5], abs=0.15)


@pytest.mark.parametrize("link", LINKS)
def test_its_mean_probabilities_are_the_shares_of_the_levels(link):
    numbers, labels = ordered_rows()
    coefficients, intercepts = fit_steps(numbers, labels, link, 100.0)

    levels = levels_of(numbers @ coefficients.T + intercepts, link)
    assert levels.mean(axis=0).tolist() == pytest.approx((np.bincount(labels) / len(labels)).tolist(), abs=0.02)


@pytest.mark.parametrize("link", LINKS)
def test_the_stronger_the_penalty_the_smaller_the_coefficients(link):
    loose, tight = (fit_steps(*ordered_rows(400), link, strength)[0] for strength in (10.0, 0.001))

    assert np.abs(tight).max() < np.abs(loose).max()


@pytest.mark.parametrize("link", LINKS)
def test_a_level_between_that_no_row_has_gets_almost_no_probability(link):
    numbers, labels = ordered_rows(600)
    known = labels != 1
    coefficients, intercepts = fit_steps(numbers[known], labels[known], link, 1.0)

    levels = levels_of(numbers @ coefficients.T + intercepts, link)
    assert levels.shape[1] == 4
    assert np.isfinite(levels).all()
    assert levels[:, 1].mean() < 0.02


@pytest.mark.parametrize("link", LINKS)
def test_two_levels_are_a_plain_yes_and_no(link):
    numbers, labels = ordered_rows(400)
    coefficients, intercepts = fit_steps(numbers, (labels > 1).astype(np.int64), link, 1.0)

    assert (coefficients.shape, intercepts.shape) == ((1, 2), (1,))
    assert coefficients[0, 0] > 1.0
