"""A temperature is found where there is one to find, and nothing is claimed from a handful of rows."""

from __future__ import annotations

import numpy as np
import pytest

from models.calibration.temperature import fit_temperature, negative_log_likelihood
from models.scorer import log_softmax


def drawn_at(temperature: float, rows: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels drawn from the probabilities that they give at one temperature."""
    randomness = np.random.default_rng(seed)
    logits = randomness.normal(scale=3.0, size=(rows, 6)).astype(np.float32)
    chances = np.exp(log_softmax(logits, temperature)).cumsum(axis=1)
    return logits, (randomness.random((rows, 1)) > chances[:, :-1]).sum(axis=1).astype(np.int64)


@pytest.mark.parametrize("true", [0.5, 1.0, 3.0])
def test_the_temperature_that_labels_were_drawn_at_is_recovered(true):
    logits, labels = drawn_at(true, rows=8000)

    assert fit_temperature(logits, labels) == pytest.approx(true, rel=0.08)


def test_no_temperature_on_a_grid_is_likelier_than_the_fitted_one():
    logits, labels = drawn_at(2.0, rows=300)

    best = negative_log_likelihood(logits, labels, fit_temperature(logits, labels))

    assert all(best <= negative_log_likelihood(logits, labels, other) + 1e-6 for other in np.geomspace(0.05, 15, 60))


def test_fewer_than_ten_known_rows_leave_the_temperature_at_one():
    logits, labels = drawn_at(5.0, rows=9)

    assert fit_temperature(logits, labels) == 1.0


def test_rows_with_an_unknown_label_do_not_count():
    logits, labels = drawn_at(3.0, rows=400)
    padded = np.concatenate([labels, np.full(200, -1)])
    strange = np.concatenate([logits, np.full((200, 6), 50.0, dtype=np.float32)])

    assert fit_temperature(strange, padded) == fit_temperature(logits, labels)
    assert fit_temperature(logits[:12], np.array([-1] * 3 + [0] * 9)) == 1.0


def test_a_model_that_is_always_right_gets_a_finite_temperature():
    logits = np.eye(4, dtype=np.float32)[np.arange(40) % 4]

    assert 0.0 < fit_temperature(logits, np.arange(40) % 4) < 0.1
