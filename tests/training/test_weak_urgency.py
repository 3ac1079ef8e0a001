"""Weak levels: what the signs of a text make probable, and how much of it is learnt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from features.danger.signals import danger_reader
from tests.worlds import a_complaint
from training.weak_urgency import SIGNALLED, believed_levels, fit_noise, weak_levels

LEVELS = 4
ROWS = st.integers(1, 40).flatmap(
    lambda n: st.tuples(
        arrays.arrays(np.int64, n, elements=st.integers(0, len(SIGNALLED) - 1)),
        arrays.arrays(np.int64, n, elements=st.integers(-2, LEVELS - 1)),
    ).filter(lambda drawn: (drawn[1] >= 0).any())
)


@given(ROWS)
def test_of_every_weak_level_the_noise_is_a_distribution(drawn):
    noise = fit_noise(*drawn, LEVELS)

    assert noise.shape == (len(SIGNALLED), LEVELS)
    assert (noise >= 0.0).all()
    assert noise.sum(axis=1).tolist() == pytest.approx([1.0] * len(SIGNALLED))


@given(ROWS, st.floats(0.01, 1.0))
def test_a_labelled_row_is_worth_one_and_any_other_the_weight(drawn, weight):
    weak, labels = drawn
    believed = believed_levels(labels, weak, fit_noise(weak, labels, LEVELS), weight)

    assert believed.sum(axis=1).tolist() == pytest.approx(np.where(labels >= 0, 1.0, weight).tolist())
    for row in np.flatnonzero(labels >= 0):
        assert believed[row].tolist() == np.eye(LEVELS)[labels[row]].tolist()


@given(ROWS)
def test_rows_without_a_label_say_nothing_of_the_noise(drawn):
    weak, labels = drawn
    known = labels >= 0

    assert np.array_equal(fit_noise(weak, labels, LEVELS), fit_noise(weak[known], labels[known], LEVELS))


def test_the_noise_is_how_often_labels_and_signs_met_smoothed_by_two_rows():
    weak, labels = np.array([3] * 8 + [0] * 8), np.array([3] * 6 + [1] * 2 + [0] * 6 + [1] * 2)
    prior = np.array([6, 4, 0, 6]) / 16

    noise = fit_noise(weak, labels, LEVELS)

    assert noise[3].tolist() == pytest.approx(((np.array([0, 2, 0, 6]) + 2 * prior) / 10).tolist())
    assert noise[1].tolist() == pytest.approx(prior.tolist())  # no row shows it


def test_without_any_label_there_is_nothing_to_hold_the_signs_against():
    with pytest.raises(ValueError, match="no row has a label"):
        fit_noise(np.array([0, 3]), np.array([-1, -2]), LEVELS)


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("", "Mohon info jadwal pelayanan KTP.", "nothing"),
        ("", "Kebakaran! Rumah tetangga terbakar, api membesar sekarang.", "darurat"),
        ("Rumah kami terbakar sekarang", "Mohon bantuan.", "darurat"),
        ("", "Tidak ada kebakaran di sini.", "silenced"),
        ("", "Lubang besar di jalan membuat motor sering jatuh.", "tinggi"),
    ],
)
def test_a_weak_level_is_the_gravest_that_speaks(title, text, told):
    (found,) = weak_levels([danger_reader()(a_complaint(text, title=title))])

    assert SIGNALLED[found] == told
