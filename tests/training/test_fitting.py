"""Labels, the majority and the linear part: what is unknown never trains, what is unseen never fits."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.part import LinearScorer
from models.scorer import NEVER
from tests.training.histories import a_labelled, separable_history
from training.config import LinearConfig
from training.errors import NothingToTrain
from training.labels import UNKNOWN, UNSEEN, build_label_space, positions
from training.linear import fit_linear
from training.majority import fit_majority
from triage.label_space import LabelSpace
from triage.tasks import Task

SPACE = LabelSpace("uji", {Task.CATEGORY: ("agama", "energi", "kesehatan"), Task.KIND: ("aspirasi", "lain")})
SMALL = LinearConfig(min_df=1, max_features=None)


def of(category: list[int], kind: list[int]) -> dict[Task, np.ndarray]:
    return {Task.CATEGORY: np.array(category), Task.KIND: np.array(kind)}


# --- labels ---------------------------------------------------------------------------------


def test_labels_that_occur_stand_in_the_catalogue_s_order(taxonomy, directory):
    rows = [a_labelled(category=slug, role="kabkota.pln") for slug in ("kesehatan", "agama", "kesehatan")]

    space = build_label_space(rows, [Task.CATEGORY], taxonomy, directory)

    in_order = [slug for slug in taxonomy.slugs(Task.CATEGORY) if slug in {"kesehatan", "agama"}]
    assert list(space.labels[Task.CATEGORY]) == in_order
    assert set(space.labels) == {Task.CATEGORY}
    assert space.taxonomy == taxonomy.reference


def test_urgency_keeps_all_its_levels(taxonomy, directory):
    space = build_label_space([a_labelled(urgency="sedang")], [Task.URGENCY], taxonomy, directory)

    assert space.labels[Task.URGENCY] == ("rendah", "sedang", "tinggi", "darurat")


@pytest.mark.parametrize(
    ("task", "known"), [(Task.CATEGORY, {"category": "energi"}), (Task.ROLE, {}), (Task.URGENCY, {})]
)
def test_a_task_with_fewer_than_two_labels_cannot_be_trained(taxonomy, directory, task, known):
    with pytest.raises(NothingToTrain, match=task.value):
        build_label_space([a_labelled(**known)], [task], taxonomy, directory)


def test_a_label_is_a_position_and_unknown_and_unseen_are_kept_apart():
    rows = [a_labelled(category=slug) for slug in ("kesehatan", None, "perhubungan", "agama")]

    assert positions(rows, Task.CATEGORY, SPACE).tolist() == [2, UNKNOWN, UNSEEN, 0]


# --- majority -------------------------------------------------------------------------------


def test_the_majority_says_how_often_each_label_was():
    scorer = fit_majority(of([0, 0, 0, 2, -1, -2], [0, 1, 1, 1, 1, 1]), SPACE)

    logits = scorer.logits(["apa saja", "yang lain"])
    assert np.exp(logits[Task.CATEGORY][0]) == pytest.approx([0.75, 0.0, 0.25], abs=1e-6)
    assert logits[Task.CATEGORY][0, 1] == NEVER
    assert np.array_equal(logits[Task.KIND][0], logits[Task.KIND][1])


# --- linear ---------------------------------------------------------------------------------


@pytest.mark.parametrize("classifier", ["logreg", "svm"])
def test_the_linear_part_learns_what_the_words_give_away(taxonomy, directory, classifier):
    rows = separable_history()
    tasks = list(Task)
    space = build_label_space(rows, tasks, taxonomy, directory)
    labels = {task: positions(rows, task, space) for task in tasks}
    texts = [row.text for row in rows]

    scorer = fit_linear(texts[:45], {task: of[:45] for task, of in labels.items()}, space, SMALL, seed=13)

    for task, table in scorer.logits(texts[45:]).items():
        assert (table.argmax(axis=1) == labels[task][45:]).all()


def test_the_linear_part_is_the_same_for_the_same_seed():
    texts = [row.text for row in separable_history(12)]
    labels = of([0, 1, 2] * 4, [0, 1] * 6)

    first, second = (fit_linear(texts, labels, SPACE, SMALL, seed=13).logits(texts) for _ in range(2))

    assert all(np.array_equal(first[task], second[task]) for task in first)


def test_a_label_without_a_row_keeps_its_column_and_is_as_good_as_never():
    texts = ["obat habis", "lampu padam", "obat kurang", "lampu mati"]

    scorer = fit_linear(texts, of([2, 1, 2, 1], [0, 1, 0, 1]), SPACE, SMALL, seed=13)

    table = scorer.logits(["obat"])[Task.CATEGORY]
    assert table.shape == (1, 3)
    assert table[0, 0] == NEVER
    assert table[0].argmax() == 2


def test_rows_without_a_label_do_not_teach_that_task():
    texts = ["obat habis", "lampu padam", "obat kurang", "lampu mati", "jembatan ambruk", "jembatan putus"]
    labels = of([2, 1, 2, 1, UNKNOWN, UNSEEN], [0, 1, 0, 1, 0, 0])

    scorer = fit_linear(texts, labels, SPACE, SMALL, seed=13)

    assert scorer.classifiers[Task.CATEGORY].classes_.tolist() == [1, 2]
    assert scorer.logits(["jembatan ambruk"])[Task.KIND].argmax() == 0


def test_a_task_with_one_label_is_left_out_and_each_task_is_told():
    told: list[Task] = []

    scorer = fit_linear(["obat", "lampu"], of([1, 1], [0, 1]), SPACE, SMALL, seed=13, on_task=told.append)

    assert set(scorer.logits(["obat"])) == {Task.KIND}
    assert told == [Task.CATEGORY, Task.KIND]


def test_a_fitted_part_comes_back_from_its_file(tmp_path):
    texts = ["obat habis", "lampu padam", "obat kurang", "lampu mati"]
    scorer = fit_linear(texts, of([2, 1, 2, 1], [0, 1, 0, 1]), SPACE, SMALL, seed=13)

    scorer.save(tmp_path / "linear.skops")

    again = LinearScorer.open(tmp_path / "linear.skops").logits(texts)
    assert all(np.array_equal(again[task], table) for task, table in scorer.logits(texts).items())
