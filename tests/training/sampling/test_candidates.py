"""Who may be offered: what the test part, labels, secrecy and repetition take away."""

from __future__ import annotations

from tests.training.histories import a_labelled
from training.sampling.candidates import CONFIDENTIAL, LABELLED, OUTSIDE, REPEATED, TEST, find_candidates
from triage.complaint import Confidentiality

TEXTS = {
    "L-1": "Lampu jalan di depan balai desa padam sejak tiga malam yang lalu.",
    "L-2": "Obat di puskesmas pembantu habis dan perawat tidak datang hari Senin.",
    "L-3": "Saluran di gang belakang pasar mampet dan airnya masuk ke kios.",
}


def rows(*ids: str, **texts: str):
    return [a_labelled(identity, texts.get(identity.replace("-", ""), TEXTS[identity[:3]])) for identity in ids]


def ids(found) -> list[str]:
    return [row.id for row in found.rows]


def test_every_row_may_be_offered_in_its_order():
    found = find_candidates(rows("L-2", "L-1", "L-3"))

    assert (ids(found), found.left_out) == (["L-2", "L-1", "L-3"], {})


def test_the_test_part_and_what_stands_in_no_part_are_left_out():
    division = {"L-1": "train", "L-2": "test"}

    found = find_candidates(rows("L-1", "L-2", "L-3"), division=division)

    assert (ids(found), found.left_out) == (["L-1"], {TEST: 1, OUTSIDE: 1})


def test_the_calibration_part_may_be_offered():
    assert ids(find_candidates(rows("L-1"), division={"L-1": "calibration"})) == ["L-1"]


def test_rows_with_labels_are_left_out():
    found = find_candidates(rows("L-1", "L-2"), labelled={"L-1", "L-9"})

    assert (ids(found), found.left_out) == (["L-2"], {LABELLED: 1})


def test_of_near_duplicates_the_first_is_offered():
    again = a_labelled("L-4", TEXTS["L-1"].upper() + " Mohon.")

    found = find_candidates([*rows("L-1", "L-2"), again])

    assert (ids(found), found.left_out) == (["L-1", "L-2"], {REPEATED: 1})


def test_a_near_duplicate_of_a_labelled_or_a_test_row_is_not_offered_wherever_it_stands():
    again = a_labelled("L-4", TEXTS["L-1"])

    assert ids(find_candidates([again, *rows("L-1", "L-2")], labelled={"L-1"})) == ["L-2"]
    assert ids(find_candidates([again, *rows("L-1", "L-2")], division={"L-4": "train", "L-1": "test"})) == []


def test_secret_reports_are_offered_only_where_that_is_asked_for():
    secret = a_labelled("L-3", TEXTS["L-3"], confidentiality=Confidentiality.SECRET)

    found = find_candidates([*rows("L-1"), secret])

    assert (ids(found), found.left_out) == (["L-1"], {CONFIDENTIAL: 1})
    assert ids(find_candidates([*rows("L-1"), secret], with_secret=True)) == ["L-1", "L-3"]


def test_nothing_is_found_in_nothing():
    assert find_candidates([]).rows == ()
