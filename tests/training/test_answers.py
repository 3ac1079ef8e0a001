"""What a model answered beside what was true: by task, and end to end by agency."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.training.histories import a_labelled
from tests.worlds import GUBENG, MOJO, SURABAYA, a_prediction
from training.evaluate.answers import AGENCY, AGENCY_FROM_TEXT, agency_answers, all_answers, task_answers
from training.evaluate.predictions_file import write_predictions
from triage.prediction import Prediction
from triage.tasks import Task

VILLAGE, DISTRICT = "kelurahan.pemerintahan", "kecamatan.pemerintahan"


def sure(role: str, probability: float = 0.9) -> Prediction:
    other = DISTRICT if role == VILLAGE else VILLAGE
    return a_prediction(role={role: probability, other: 1 - probability}, category={"energi": 0.7, "kesehatan": 0.3})


def test_only_rows_whose_truth_is_known_are_asked():
    rows = [a_labelled("L-1"), a_labelled("L-2", category="kesehatan"), a_labelled("L-3", category="energi")]

    table = task_answers(Task.CATEGORY, [sure(VILLAGE)] * 3, rows)

    assert table.rows.tolist() == [1, 2]
    assert table.truth.tolist() == ["kesehatan", "energi"]
    assert table.ranked.tolist() == [["energi", "kesehatan", ""]] * 2
    assert table.right.tolist() == [False, True]
    assert table.probability.tolist() == [0.7, 0.7]


def test_a_true_label_that_the_model_never_saw_is_an_error():
    table = task_answers(Task.CATEGORY, [sure(VILLAGE)], [a_labelled(category="agama")])

    assert table.right.tolist() == [False]


# --- agency ---------------------------------------------------------------------------------


def test_a_kelurahan_and_its_kecamatan_are_two_agencies(directory):
    rows = [
        a_labelled("L-1", region=MOJO, agency=f"{VILLAGE}:{MOJO}"),
        a_labelled("L-2", region=MOJO, agency=f"{DISTRICT}:{GUBENG}"),
    ]

    table = agency_answers([sure(VILLAGE)] * 2, rows, directory, SURABAYA)

    assert table.ranked[0].tolist() == [f"{VILLAGE}:{MOJO}", f"{DISTRICT}:{GUBENG}", ""]
    assert table.right.tolist() == [True, False]


def test_the_right_role_in_the_wrong_kelurahan_is_wrong(directory):
    other = "35.78.08.1001"
    row = a_labelled(region=other, agency=f"{VILLAGE}:{MOJO}")

    table = agency_answers([sure(VILLAGE)], [row], directory, SURABAYA)

    assert table.ranked[0, 0] == f"{VILLAGE}:{other}"
    assert table.right.tolist() == [False]


def test_from_the_text_alone_no_kelurahan_is_known_and_the_town_stands_in(directory):
    row = a_labelled(region=MOJO, agency=f"{VILLAGE}:{MOJO}")

    given = all_answers([sure(VILLAGE)], [row], directory, SURABAYA)

    assert given[AGENCY].right.tolist() == [True]
    assert given[AGENCY_FROM_TEXT].right.tolist() == [False]
    assert all(not slug or slug.endswith(f":{SURABAYA}") for slug in given[AGENCY_FROM_TEXT].ranked[0])


def test_an_agency_of_the_whole_town_is_found_in_both_settings(directory):
    row = a_labelled(region=MOJO, agency=f"kabkota.kesehatan:{SURABAYA}")
    prediction = a_prediction(role={"kabkota.kesehatan": 0.8, "kabkota.pln": 0.2})

    given = all_answers([prediction], [row], directory, SURABAYA)

    assert given[AGENCY].right.tolist() == given[AGENCY_FROM_TEXT].right.tolist() == [True]
    assert given[AGENCY].probability == pytest.approx([0.8])


def test_without_a_town_the_text_only_setting_is_not_asked(directory):
    row = a_labelled(region=MOJO, role=VILLAGE, category="energi")

    assert set(all_answers([sure(VILLAGE)], [row], directory, None)) == {"category", "role", AGENCY}


def test_the_agency_of_a_row_that_names_none_is_that_of_its_role_and_region(directory):
    table = agency_answers([sure(VILLAGE)], [a_labelled(region=MOJO, role=VILLAGE)], directory, None)

    assert table.truth.tolist() == [f"{VILLAGE}:{MOJO}"]


def test_where_no_place_is_known_nobody_local_can_be_named_and_that_is_an_error(directory):
    row = a_labelled(agency=f"kabkota.kesehatan:{SURABAYA}")

    table = agency_answers([a_prediction(role={"kabkota.kesehatan": 1.0})], [row], directory, None)

    assert table.ranked.tolist() == [["", "", ""]]
    assert (table.probability.tolist(), table.right.tolist()) == ([0.0], [False])


def test_a_question_without_any_known_truth_is_left_out(directory):
    assert all_answers([sure(VILLAGE)], [a_labelled()], directory, SURABAYA) == {}


# --- the file -------------------------------------------------------------------------------


def test_the_predictions_file_has_one_line_a_complaint_and_no_text(tmp_path, directory):
    rows = [a_labelled("L-1", "Rahasia warga.", region=MOJO), a_labelled("L-2", region=MOJO, category="energi")]

    write_predictions(tmp_path / "p.parquet", rows, all_answers([sure(VILLAGE)] * 2, rows, directory, None))

    table = pd.read_parquet(tmp_path / "p.parquet")
    assert table["id"].tolist() == ["L-1", "L-2"]
    assert set(table.columns) == {
        "id",
        "region",
        "category_true",
        "category_answer_1",
        "category_answer_2",
        "category_answer_3",
        "category_probability",
    }
    assert table["category_answer_1"].isna().tolist() == [True, False]
    assert np.isnan(table["category_probability"][0])
    assert not table.astype(str).apply(lambda column: column.str.contains("Rahasia")).any(axis=None)
