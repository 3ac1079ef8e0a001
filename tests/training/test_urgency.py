"""Fitting on top of a scorer's urgency: the fusion where rows are enough, out of fold, and thresholds of the lane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold

from models.bundle import layout
from models.bundle.open import open_bundle
from models.scorer import read
from tests.models.urgency.rows import GRAVE, LEVELS, some_rows
from tests.worlds import NOW, a_sign
from training.answering import predictor_of
from training.fit import believed_urgency
from training.fuse import fuse_all
from training.urgency import FEWEST, FOLDS, SHARES, Evidence, fit_lane, fit_urgency, out_of_fold, speaks_gravely
from triage.dangers import Scope
from triage.tasks import Task


@pytest.fixture(scope="module")
def rows() -> Evidence:
    return some_rows()


# --- out of fold ----------------------------------------------------------------------------


def test_every_row_gets_probabilities_and_the_seed_makes_them_again(rows):
    chances = out_of_fold(rows, seed=3)

    assert chances.sum(axis=1).tolist() == pytest.approx([1.0] * len(rows.labels))
    assert np.array_equal(chances, out_of_fold(rows, seed=3))
    assert not np.array_equal(chances, out_of_fold(rows, seed=4))


def test_what_is_said_of_a_row_comes_from_a_fit_on_the_rows_of_other_folds(rows):
    chances = out_of_fold(rows, seed=3)

    for train, held in StratifiedKFold(FOLDS, shuffle=True, random_state=3).split(rows.labels, rows.labels):
        apart, unseen = fit_urgency(rows.rows(train)), rows.rows(held)
        assert np.array_equal(chances[held], apart(unseen.read, unseen.dangers))


def test_out_of_fold_it_is_right_more_often_than_the_head_alone(rows):
    fused = out_of_fold(replace(rows, weights=np.ones(len(rows.labels))), 3).argmax(axis=1)

    assert (fused == rows.labels).mean() > (rows.read.argmax(axis=1) == rows.labels).mean()


@pytest.mark.parametrize("level", range(LEVELS))
def test_a_level_with_fewer_rows_than_folds_is_not_enough(rows, level):
    few = np.flatnonzero(rows.labels == level)[: FEWEST - 1]
    others = np.flatnonzero(rows.labels != level)

    assert rows.enough
    assert not rows.rows(np.concatenate([few, others])).enough
    assert rows.rows(np.concatenate([np.flatnonzero(rows.labels == level)[:FEWEST], others])).enough


# --- the lane -------------------------------------------------------------------------------


def test_there_is_a_threshold_for_every_share_and_the_wider_catch_more(rows):
    points = fit_lane(out_of_fold(rows, 3), rows)

    assert [point.share for point in points] == list(SHARES)
    assert [point.recall for point in points] == sorted(point.recall for point in points)
    assert {point.dangerous for point in points} == {int((rows.labels == 3).sum())}


def test_a_grave_sign_that_speaks_counts_as_lifted(rows):
    loud = replace(rows, dangers=[(a_sign(GRAVE),)] * len(rows.labels))

    assert {(point.threshold, point.lifted, point.recall) for point in fit_lane(out_of_fold(loud, 3), loud)} == {
        (1.0, 1.0, 1.0)
    }


def test_the_bundled_policy_asks_for_a_share_that_models_have_a_threshold_for(policy):
    assert policy.urgent_lane.share in SHARES


@pytest.mark.parametrize(
    ("found", "speaks"),
    [
        ((), False),
        ((a_sign(GRAVE),), True),
        ((a_sign(GRAVE, scope=Scope.PAST), a_sign("road.hole", "tinggi")), False),
        ((a_sign("road.hole", "tinggi"), a_sign(GRAVE)), True),
    ],
)
def test_only_a_grave_sign_of_now_speaks_gravely(found, speaks):
    assert speaks_gravely(found) is speaks


# --- in a run -------------------------------------------------------------------------------


def test_the_majority_and_a_part_that_does_not_know_urgency_stay_as_they_are(tiny):
    majority, linear = tiny.fitted["majority"], tiny.fitted["encoder"]
    blind = replace(linear, logits={task: table for task, table in linear.logits.items() if task is not Task.URGENCY})

    assert fuse_all(tiny.run, [majority, blind]) == [majority, blind]


def test_a_calibration_part_with_too_few_rows_of_a_level_leaves_the_head_alone(tiny):
    rows = [row for row in tiny.run.parts.calibration if row.urgency != "darurat"]
    few = replace(tiny.run, parts=replace(tiny.run.parts, calibration=tuple(rows)))
    kept = np.array([row.urgency != "darurat" for row in tiny.run.parts.calibration])
    model = tiny.fitted["encoder"]
    model = replace(model, logits={task: table[kept] for task, table in model.logits.items()})

    (found,) = fuse_all(few, [model])

    assert (found.urgency, found.lanes) == (None, ())
    assert fuse_all(tiny.run, [tiny.fitted["encoder"]])[0].urgency is not None


def test_rows_without_a_label_of_urgency_change_nothing(tiny):
    rows = tiny.run.parts.calibration
    model = tiny.fitted["encoder"]
    blank = tuple(row.model_copy(update={"urgency": None, "id": f"{row.id}-lagi"}) for row in rows)
    longer = replace(tiny.run, parts=replace(tiny.run.parts, calibration=(*rows, *blank)))
    doubled = replace(model, logits={task: np.vstack([table, table]) for task, table in model.logits.items()})

    (found,), (expected,) = fuse_all(longer, [doubled]), fuse_all(tiny.run, [model])

    assert (found.urgency, found.lanes) == (expected.urgency, expected.lanes)


def test_what_was_fitted_on_is_what_serving_hands_to_the_fusion(tiny):
    """Train = serve: the bundle says of every row, its signs and its levels, what the model in memory says."""
    rows, model = tiny.run.parts.calibration, tiny.fitted["ensemble"]
    opened = open_bundle(tiny.bundle).predictor
    complaints = [row.complaint(row.received_at or NOW) for row in rows]

    trained = predictor_of(tiny.run, model).predict(complaints)
    served = opened.predict(complaints)

    assert opened.urgency == model.urgency is not None
    assert opened.lane_points == model.lanes != ()
    assert [one.scores for one in served] == [one.scores for one in trained]
    assert [one.dangers for one in served] == [one.dangers for one in trained]
    assert any(one.dangers for one in served)
    assert (tiny.bundle / layout.URGENCY).is_file()


def test_reading_first_and_predicting_at_once_say_the_same(tiny):
    rows, model = tiny.run.parts.calibration, tiny.fitted["ensemble"]
    predictor = predictor_of(tiny.run, model)
    complaints = [row.complaint(row.received_at or NOW) for row in rows]
    at_once = predictor.predict(complaints)
    texts = tiny.run.texts(rows)

    in_steps = predictor.from_reading(texts, *read(model.scorer, texts), [one.dangers for one in at_once])

    assert in_steps == at_once


def test_a_run_believes_labels_wholly_and_signs_by_their_weight(tiny):
    rows = tiny.run.parts.train
    half = tuple(row.model_copy(update={"urgency": None}) if place % 2 else row for place, row in enumerate(rows))
    run = replace(tiny.run, parts=replace(tiny.run.parts, train=half))
    labelled = run.labelled(half)

    believed = believed_urgency(run, labelled, 0.25)

    known = labelled.labels[Task.URGENCY] >= 0
    assert believed.shape == (len(rows), LEVELS)
    assert believed.sum(axis=1).tolist() == pytest.approx(np.where(known, 1.0, 0.25).tolist())
    assert believed[known].argmax(axis=1).tolist() == labelled.labels[Task.URGENCY][known].tolist()
