"""The mixture leans on the member that knows better, and on both alike where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from models.calibration.mixture import fit_mixture
from models.scorer import log_softmax

RANDOMNESS = np.random.default_rng(5)
LABELS = RANDOMNESS.integers(0, 4, 200)
KNOWS = (4.0 * np.eye(4)[LABELS]).astype(np.float32)
GUESSES = RANDOMNESS.normal(size=(200, 4)).astype(np.float32)


def loss(weight: float, first: np.ndarray, second: np.ndarray) -> float:
    rows = np.arange(len(LABELS))
    ours, theirs = (np.exp(log_softmax(logits))[rows, LABELS] for logits in (first, second))
    return float(-np.log(weight * ours + (1 - weight) * theirs).mean())


def test_the_member_that_knows_gets_all_the_weight_wherever_it_stands():
    assert fit_mixture(KNOWS, GUESSES, (1.0, 1.0), LABELS) == 1.0
    assert fit_mixture(GUESSES, KNOWS, (1.0, 1.0), LABELS) == 0.0


def test_two_members_that_know_different_halves_share_the_weight():
    first, second = KNOWS.copy(), KNOWS.copy()
    first[:100], second[100:] = 0.0, 0.0

    assert fit_mixture(first, second, (1.0, 1.0), LABELS) == pytest.approx(0.5, abs=0.1)


def test_no_weight_of_the_grid_is_likelier():
    noisy = KNOWS * 0.3 + GUESSES

    found = fit_mixture(noisy, GUESSES, (1.0, 1.0), LABELS)

    assert all(loss(found, noisy, GUESSES) <= loss(weight, noisy, GUESSES) for weight in np.linspace(0, 1, 21))


def test_a_members_own_temperature_is_applied_before_mixing():
    boastful, flat = KNOWS * 25, KNOWS * 25
    wrong = np.roll(flat, 1, axis=1)

    assert fit_mixture(wrong, boastful, (1000.0, 25.0), LABELS) == 0.0


def test_without_known_rows_both_weigh_the_same():
    assert fit_mixture(KNOWS, GUESSES, (1.0, 1.0), np.full(200, -1)) == 0.5
