"""What a model says: probabilities that sum to one, and nothing that could not be one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import ROLES, URGENCIES, FixedPredictor, a_prediction, distributions
from triage.errors import ProbabilityOutOfRange
from triage.prediction import Distribution, Predictor, RoutingFit
from triage.tasks import Task


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


@given(distributions(ROLES), distributions((*ROLES, "kabkota.pln")))
def test_the_roles_to_route_by_are_the_open_ones_where_the_model_has_them(head, opened):
    closed = replace(a_prediction(kind={"aspirasi": 1.0}), scores={Task.ROLE: head})
    beyond = replace(closed, open_roles=opened)

    assert (closed.roles, beyond.roles) == (head, opened)
    assert (closed.answers(Task.ROLE), beyond.answers(Task.ROLE)) == (head, opened)
    assert beyond.scores[Task.ROLE] == head


def test_an_open_distribution_changes_no_other_answer():
    prediction = a_prediction(role={"pusat.kpk": 1.0}, kind={"aspirasi": 1.0})
    beyond = replace(prediction, open_roles=Distribution(("pusat.bpom", "pusat.kpk"), (0.5, 0.5)))

    assert beyond.answers(Task.KIND) == prediction.answers(Task.KIND)


def test_a_model_without_a_fit_believes_the_rules_and_changes_no_probability():
    assert FixedPredictor(a_prediction(kind={"aspirasi": 1.0})).routing_fit == RoutingFit(1.0, 1.0, 0.0)


def test_whatever_answers_with_scores_is_a_predictor():
    assert isinstance(FixedPredictor(a_prediction(kind={"aspirasi": 1.0})), Predictor)
