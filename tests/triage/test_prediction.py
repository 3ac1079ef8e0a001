"""What a model says: probabilities that sum to one, and nothing that could not be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import URGENCIES, FixedPredictor, a_prediction, distributions
from triage.errors import ProbabilityOutOfRange
from triage.prediction import Distribution, Predictor


@pytest.mark.parametrize(
    "probabilities", [(0.5, 0.4), (0.7, 0.4), (1.2, -0.2), (1.0,), (0.5, 0.3, 0.2), (float("nan"), 0.5)]
)
def test_scores_that_are_no_probabilities_are_refused(probabilities):
    with pytest.raises(ProbabilityOutOfRange):
        Distribution(("ya", "tidak"), probabilities)


def test_rounding_of_a_float32_model_is_no_mistake():
    assert Distribution(("ya", "tidak"), (0.30001, 0.7)).best == ("tidak", 0.7)


@given(distributions(URGENCIES), st.integers(1, 6))
def test_the_top_labels_are_the_most_probable_ones_best_first(scores, k):
    top = [probability for _, probability in scores.top(k)]

    assert top == sorted(scores.probabilities, reverse=True)[:k]
    assert scores.best == scores.top(k)[0]


def test_of_two_equal_labels_the_first_of_the_label_space_wins():
    assert Distribution(("tinggi", "darurat"), (0.5, 0.5)).best[0] == "tinggi"


@given(distributions(URGENCIES))
def test_a_label_is_asked_by_its_name(scores):
    assert {label: scores[label] for label in URGENCIES} == dict(scores)


def test_whatever_answers_with_scores_is_a_predictor():
    assert isinstance(FixedPredictor(a_prediction(kind={"aspirasi": 1.0})), Predictor)
