"""What a model answered beside what was true: by task, and end to end by agency."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.training.histories import a_labelled
from tests.worlds import GUBENG, MOJO, SURABAYA, a_prediction
from training.evaluate.answers import AGENCY, AGENCY_FROM_TEXT, agency_answers, all_answers, task_answers
from training.evaluate.predictions_file import write_predictions
from triage.prediction import Distribution, Prediction, RoutingFit
from triage.router import Router, make_router
from triage.tasks import Task

QUIET = "Mohon ditindaklanjuti."
"""A text of which no rule of jurisdiction speaks, so that the model's own scores are what is ranked."""
VILLAGE, DISTRICT = "kelurahan.pemerintahan", "kecamatan.pemerintahan"


@pytest.fixture(scope="module")
def router(directory) -> Router:
    """Of a deployment for one town."""
    return make_router(directory, SURABAYA)


@pytest.fixture(scope="module")
def nowhere(directory) -> Router:
    """Of a deployment that has no region of its own."""
    return make_router(directory)


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


def test_a_kelurahan_and_its_kecamatan_are_two_agencies(router):
    rows = [
        a_labelled("L-1", QUIET, region=MOJO, agency=f"{VILLAGE}:{MOJO}"),
        a_labelled("L-2", QUIET, region=MOJO, agency=f"{DISTRICT}:{GUBENG}"),
    ]

    table = agency_answers([sure(VILLAGE)] * 2, rows, router)

    assert table.ranked[0].tolist() == [f"{VILLAGE}:{MOJO}", f"{DISTRICT}:{GUBENG}", ""]
    assert table.right.tolist() == [True, False]


def test_the_right_role_in_the_wrong_kelurahan_is_wrong(router):
    other = "35.78.08.1001"
    row = a_labelled(region=other, agency=f"{VILLAGE}:{MOJO}")

    table = agency_answers([sure(VILLAGE)], [row], router)

    assert table.ranked[0, 0] == f"{VILLAGE}:{other}"
    assert table.right.tolist() == [False]


def test_from_the_text_alone_no_kelurahan_is_known_and_the_town_stands_in(router):
    row = a_labelled(region=MOJO, agency=f"{VILLAGE}:{MOJO}")

    given = all_answers([sure(VILLAGE)], [row], router)

    assert given[AGENCY].right.tolist() == [True]
    assert given[AGENCY_FROM_TEXT].right.tolist() == [False]
    assert all(not slug or slug.endswith(f":{SURABAYA}") for slug in given[AGENCY_FROM_TEXT].ranked[0])


def test_an_agency_of_the_whole_town_is_found_in_both_settings(router):
    row = a_labelled("L-1", QUIET, region=MOJO, agency=f"kabkota.kesehatan:{SURABAYA}")
    prediction = a_prediction(role={"kabkota.kesehatan": 0.8, "kabkota.pln": 0.2})

    given = all_answers([prediction], [row], router)

    assert given[AGENCY].right.tolist() == given[AGENCY_FROM_TEXT].right.tolist() == [True]
    assert given[AGENCY].probability == pytest.approx([0.8])


def test_without_a_town_the_text_alone_must_name_one(nowhere):
    silent, telling = "Loket tutup.", "Loket di Kelurahan Mojo, Kecamatan Gubeng, Kota Surabaya tutup."
    rows = [a_labelled(f"L-{text}", text, region=MOJO, role=VILLAGE) for text in (silent, telling)]

    given = all_answers([sure(VILLAGE)] * 2, rows, nowhere)

    assert set(given) == {"role", AGENCY, AGENCY_FROM_TEXT}
    assert given[AGENCY].right.tolist() == [True, True]
    assert given[AGENCY_FROM_TEXT].right.tolist() == [False, True]


def test_a_fit_changes_how_sure_an_answer_is_and_not_which_it_is(router):
    row = a_labelled("L-1", QUIET, region=MOJO, agency=f"kabkota.kesehatan:{SURABAYA}")
    prediction = a_prediction(role={"kabkota.kesehatan": 0.8, "kabkota.pln": 0.2})

    plain = agency_answers([prediction], [row], router)
    modest = agency_answers([prediction], [row], router, RoutingFit(slope=0.5, intercept=-0.5))

    assert modest.ranked.tolist() == plain.ranked.tolist()
    assert modest.probability[0] == pytest.approx(1 / (1 + np.exp(0.5 - 0.5 * np.log(4))))


def test_the_rules_of_jurisdiction_speak_as_far_as_they_are_trusted(router):
    row = a_labelled("L-1", "Loket puskesmas tutup.", region=MOJO, agency=f"kabkota.kesehatan:{SURABAYA}")
    prediction = a_prediction(role={"kabkota.kesehatan": 0.4, "kabkota.pln": 0.6})

    without, half, whole = (
        agency_answers([prediction], [row], router, RoutingFit(rule_trust=trust)) for trust in (0.0, 0.5, 1.0)
    )

    assert [table.right.tolist() for table in (without, half, whole)] == [[False], [True], [True]]
    assert without.probability[0] == pytest.approx(0.6)
    assert half.probability[0] < whole.probability[0]


def test_roles_beyond_the_label_space_are_answered_where_the_model_has_them(router):
    row = a_labelled(region=MOJO, role="kabkota.perpustakaan-arsip")
    opened = Distribution(("kabkota.perpustakaan-arsip", VILLAGE, DISTRICT), (0.6, 0.3, 0.1))

    given = all_answers([replace(sure(VILLAGE), open_roles=opened)], [row], router)

    assert given["role"].right.tolist() == given[AGENCY].right.tolist() == [True]
    assert given[AGENCY].ranked[0, 0] == f"kabkota.perpustakaan-arsip:{SURABAYA}"


def test_the_agency_of_a_row_that_names_none_is_that_of_its_role_and_region(nowhere):
    table = agency_answers([sure(VILLAGE)], [a_labelled(region=MOJO, role=VILLAGE)], nowhere)

    assert table.truth.tolist() == [f"{VILLAGE}:{MOJO}"]


def test_where_no_place_is_known_nobody_local_can_be_named_and_that_is_an_error(nowhere):
    row = a_labelled(agency=f"kabkota.kesehatan:{SURABAYA}")

    table = agency_answers([a_prediction(role={"kabkota.kesehatan": 1.0})], [row], nowhere)

    assert table.ranked.tolist() == [["", "", ""]]
    assert (table.probability.tolist(), table.right.tolist()) == ([0.0], [False])


def test_a_question_without_any_known_truth_is_left_out(router):
    assert all_answers([sure(VILLAGE)], [a_labelled()], router) == {}


# --- the file -------------------------------------------------------------------------------


def test_the_predictions_file_has_one_line_a_complaint_and_no_text(tmp_path, nowhere):
    rows = [a_labelled("L-1", "Rahasia warga.", region=MOJO), a_labelled("L-2", region=MOJO, category="energi")]

    write_predictions(tmp_path / "p.parquet", rows, all_answers([sure(VILLAGE)] * 2, rows, nowhere))

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
