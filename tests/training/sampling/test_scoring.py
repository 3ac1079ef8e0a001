"""What the strategies are given of a model, and which models can't give it."""

from __future__ import annotations

import numpy as np
import pytest

from models.predictor import CalibratedPredictor
from tests.models.tiny import Tiny
from tests.worlds import NOW, URGENCIES, a_prediction
from training.sampling.errors import NeedsAnEncoder, TaskNotInModel
from training.sampling.scoring import check_model, gravest_signal, predict_rows, read_vectors, scored
from training.sampling.strategies import Strategy
from triage.dangers import Danger, DangerSignal, Scope
from triage.label_space import LabelSpace
from triage.places import Span
from triage.tasks import Task
from triage.taxonomy import Name


def a_signal(level: str, scope: Scope = Scope.NOW) -> DangerSignal:
    return DangerSignal("fire.uji", Danger.FIRE, level, scope, Span("text", 0, 4), Name("Uji."))


@pytest.fixture
def linear(tiny: Tiny) -> CalibratedPredictor:
    """A model without an encoder."""
    return tiny.predictor(tiny.fitted["linear"].scorer)


def test_a_model_without_an_encoder_is_refused_for_badge_before_the_long_work(linear, tiny: Tiny):
    with pytest.raises(NeedsAnEncoder, match="badge"):
        check_model(linear, Strategy.BADGE, Task.URGENCY)
    with pytest.raises(NeedsAnEncoder):
        read_vectors(linear, tiny.run.parts.test[:2], NOW)

    check_model(tiny.predictor(tiny.fitted["ensemble"].scorer), Strategy.BADGE, Task.URGENCY)


@pytest.mark.parametrize("strategy", [Strategy.MARGIN, Strategy.BADGE, Strategy.DANGER])
def test_a_task_that_the_model_was_not_trained_for_is_refused_but_for_a_lot(linear, strategy):
    linear.label_space = LabelSpace("sp4n@2026.1", {Task.CATEGORY: ("energi", "kesehatan")})

    with pytest.raises(TaskNotInModel, match="category"):
        check_model(linear, strategy, Task.URGENCY)
    check_model(linear, Strategy.RANDOM, Task.URGENCY)


def test_scores_and_vectors_stand_in_the_order_of_the_rows(tiny: Tiny):
    rows, heard = tiny.run.parts.calibration[:5], []
    predictor = tiny.predictor(tiny.fitted["ensemble"].scorer)

    predictions = predict_rows(predictor, rows, NOW, heard.append)
    table = scored(predictions, Task.URGENCY, predictor.label_space, read_vectors(predictor, rows, NOW, heard.append))

    assert heard == [5, 5]
    assert table.vectors is not None
    assert len(table) == len(table.vectors) == 5
    last = predict_rows(predictor, rows[4:], NOW)[0].scores[Task.URGENCY]
    assert table.probabilities[4] == pytest.approx(np.array(last.probabilities))


@pytest.mark.parametrize(
    ("signals", "place"),
    [
        ((), -1),
        ((a_signal("tinggi"),), 2),
        ((a_signal("darurat", Scope.PAST),), -1),
        ((a_signal("darurat", Scope.NEGATED), a_signal("tinggi")), 2),
        ((a_signal("tinggi"), a_signal("darurat")), 3),
    ],
)
def test_only_a_signal_that_speaks_of_now_counts_and_the_gravest(signals, place):
    assert gravest_signal(signals, URGENCIES) == place


def test_for_another_task_than_urgency_signals_say_nothing():
    read = scored(
        [a_prediction(category={"energi": 0.5, "kesehatan": 0.5})],
        Task.CATEGORY,
        LabelSpace("sp4n@2026.1", {Task.CATEGORY: ("energi", "kesehatan")}),
    )

    assert read.signals is not None
    assert read.signals.tolist() == [-1]
