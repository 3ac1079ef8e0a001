"""The linear part: its file is closed to foreign types, and labels that it never saw keep their place."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import FunctionTransformer
from skops.io import dump

from models.errors import UntrustedType
from models.linear.part import LinearScorer
from models.scorer import NEVER
from tests.models.tiny import Tiny
from training.config import LinearConfig
from training.linear import fit_linear
from triage.label_space import LabelSpace
from triage.tasks import Task

SPACE = LabelSpace("sp4n@2026.1", {Task.KIND: ("a", "b", "c", "d"), Task.ROLE: ("x", "y")})
TEXTS = ["lampu padam", "lampu mati", "air keruh", "air mati", "jalan rusak", "jalan bolong"] * 3
KIND = np.array([0, 0, 2, 2, 3, 3] * 3)
ROLE = np.array([0, 0, 1, 1, -1, -1] * 3)


def small(classifier: str) -> LinearScorer:
    config = LinearConfig(classifier=classifier, min_df=1, max_features=500)
    return fit_linear(TEXTS, {Task.KIND: KIND, Task.ROLE: ROLE}, SPACE, config, seed=1)


@pytest.mark.parametrize("classifier", ["svm", "logreg"])
def test_a_label_without_a_training_row_is_as_good_as_never(classifier):
    logits = small(classifier).logits(["lampu padam lagi"])

    assert logits[Task.KIND].shape == (1, 4)
    assert logits[Task.KIND][0, 1] == NEVER
    assert logits[Task.KIND][0].argmax() == 0


@pytest.mark.parametrize("classifier", ["svm", "logreg"])
def test_two_classes_give_two_columns(classifier):
    logits = small(classifier).logits(["air keruh", "lampu mati"])[Task.ROLE]

    assert logits.shape == (2, 2)
    assert logits.argmax(axis=1).tolist() == [1, 0]


@pytest.mark.parametrize("make", ["linear", "logreg"])
def test_a_saved_part_gives_the_same_bytes(make, tiny: Tiny, tmp_path):
    scorer = tiny.fitted[make].scorer
    scorer.save(tmp_path / "linear.skops")

    again = LinearScorer.open(tmp_path / "linear.skops")

    for task, table in scorer.logits(tiny.texts[:10]).items():
        assert np.array_equal(again.logits(tiny.texts[:10])[task], table)


def test_a_file_with_a_type_outside_the_closed_list_is_refused_before_it_is_loaded(tmp_path):
    path = tmp_path / "linear.skops"
    dump({"vectorizer": FunctionTransformer(np.genfromtxt), "classifiers": {}, "sizes": {}}, path)

    with pytest.raises(UntrustedType) as caught:
        LinearScorer.open(path)

    assert "genfromtxt" in str(caught.value)
