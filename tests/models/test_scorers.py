"""What is put together from logits: predictions, the majority's answer, and a mixture of members."""

from __future__ import annotations

import math

import numpy as np
import pytest

from features.recipe import Recipe
from models.dummy import MajorityScorer
from models.ensemble import EnsembleScorer, Member
from models.predictor import CalibratedPredictor
from models.scorer import NEVER, Reading, log_softmax, read
from triage.label_space import LabelSpace
from triage.prediction import ModelReference
from triage.tasks import Task

KINDS = ("aspirasi", "permintaan_informasi")


def says(first: float) -> MajorityScorer:
    """A scorer that gives the first of two kinds this probability."""
    return MajorityScorer({Task.KIND: np.log(np.array([first, 1 - first], dtype=np.float32))})


def member(name: str, scorer: MajorityScorer, weight: float, temperature: float = 1.0) -> Member:
    return Member(name, scorer, {Task.KIND: temperature}, {Task.KIND: weight})


def kind_of(scorer: EnsembleScorer, temperature: float = 1.0) -> tuple[float, ...]:
    space = LabelSpace("sp4n@2026.1", {Task.KIND: KINDS})
    reference = ModelReference("uji", "1", "r", space.digest, space.taxonomy)
    predictor = CalibratedPredictor(scorer, Recipe(), space, {Task.KIND: temperature}, reference)
    (prediction,) = predictor.predict_texts(["Mohon info jadwal."])
    return prediction.scores[Task.KIND].probabilities


def test_a_mixture_is_the_weighted_mean_of_its_members_probabilities():
    mixed = EnsembleScorer([member("a", says(0.9), 0.75), member("b", says(0.1), 0.25)])

    assert kind_of(mixed) == pytest.approx((0.7, 0.3), abs=1e-6)


def test_a_member_is_cooled_by_its_own_temperature_before_it_is_mixed():
    half = math.sqrt(0.9) / (math.sqrt(0.9) + math.sqrt(0.1))
    mixed = EnsembleScorer([member("a", says(0.9), 1.0, temperature=2.0)])

    assert kind_of(mixed)[0] == pytest.approx(half, abs=1e-6)


def test_a_task_that_one_member_does_not_know_is_left_to_the_other():
    both = MajorityScorer(
        {Task.KIND: np.log(np.array([0.5, 0.5], dtype=np.float32)), Task.ROLE: np.zeros(3, np.float32)}
    )
    mixed = EnsembleScorer(
        [member("a", says(0.9), 0.4), Member("b", both, {}, {Task.KIND: 0.6, Task.ROLE: 0.2})]
    ).logits(["Banjir."])

    assert np.exp(mixed[Task.ROLE]) == pytest.approx(np.full((1, 3), 1 / 3), abs=1e-6)
    assert np.exp(mixed[Task.KIND]) == pytest.approx(np.array([[0.66, 0.34]]), abs=1e-6)


class Encodes(MajorityScorer):
    """A scorer that has an encoder, of width two."""

    def read(self, texts):
        return Reading(self.logits(texts), np.full((len(texts), 2), 0.5, dtype=np.float32))


def test_a_part_without_an_encoder_is_read_without_vectors():
    logits, vectors = read(says(0.9), ["Banjir.", "Macet."])

    assert logits[Task.KIND].shape == (2, 2)
    assert vectors is None


@pytest.mark.parametrize("encoder_first", [True, False])
def test_a_mixture_gives_the_vectors_of_its_member_with_an_encoder_wherever_it_stands(encoder_first):
    encoder = Encodes({Task.KIND: np.log(np.array([0.9, 0.1], dtype=np.float32))})
    members = [member("encoder", encoder, 0.5), member("linear", says(0.1), 0.5)]
    mixed = EnsembleScorer(members if encoder_first else members[::-1])

    logits, vectors = read(mixed, ["Banjir.", "Macet."])

    assert vectors.tolist() == [[0.5, 0.5]] * 2
    assert np.array_equal(logits[Task.KIND], mixed.logits(["Banjir.", "Macet."])[Task.KIND])


def test_a_mixture_without_any_encoder_has_no_vectors():
    assert read(EnsembleScorer([member("a", says(0.9), 1.0)]), ["Banjir."]).vectors is None


def test_a_label_that_no_member_believes_in_keeps_a_finite_logit():
    sure = MajorityScorer({Task.KIND: np.array([0.0, -2000.0], dtype=np.float32)})

    assert np.isfinite(EnsembleScorer([member("a", sure, 1.0)]).logits(["Banjir."])[Task.KIND]).all()


def test_a_temperature_above_one_makes_a_prediction_less_sure_and_keeps_its_order():
    mixed = EnsembleScorer([member("a", says(0.9), 1.0)])

    assert kind_of(mixed)[0] > kind_of(mixed, temperature=2.0)[0] > 0.5


def test_log_softmax_bears_logits_of_any_size():
    table = log_softmax(np.array([[1e30, -1e30], [NEVER, 0.0]], dtype=np.float32))

    assert np.exp(table).sum(axis=1) == pytest.approx([1.0, 1.0])


def test_the_majority_is_the_frequency_of_the_training_part(tiny):
    scorer = tiny.fitted["majority"].scorer
    rows = tiny.run.parts.train
    known = [row.kind for row in rows if row.kind]

    (prediction,) = tiny.predictor(scorer).predict_texts(["apa saja"])

    for kind, probability in prediction.scores[Task.KIND]:
        assert probability == pytest.approx(known.count(kind) / len(known), abs=1e-5)


def test_the_majority_comes_back_from_its_file(tiny, tmp_path):
    scorer = tiny.fitted["majority"].scorer
    scorer.save(tmp_path / "majority.safetensors")

    again = MajorityScorer.open(tmp_path / "majority.safetensors").logits(["x"])

    assert {task: table.tolist() for task, table in again.items()} == {
        task: table.tolist() for task, table in scorer.logits(["x"]).items()
    }
