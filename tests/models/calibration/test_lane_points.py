"""The threshold of the urgent lane: as low as the share allows, counted in complaints and not in rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration.lane_points import fit_lane_point
from triage.prediction import LanePoint

CHANCES = (0.02, 0.1, 0.3, 0.3, 0.5, 0.75, 0.99)
"""Few enough that ties are common."""


@st.composite
def rows(draw) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Draw chances with ties, which rows have a grave sign, which were dangerous, and their weights."""
    n = draw(st.integers(1, 30))

    def column(values, kind):
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=kind)

    return (
        column(st.sampled_from(CHANCES) | st.floats(1e-6, 1.0), float),
        column(st.booleans(), bool) & column(st.booleans(), bool),
        column(st.booleans(), bool),
        column(st.sampled_from((1.0, 1.0, 2.5, 40.0)), float),
    )


SHARES = st.floats(0.01, 0.95)


def by_hand(found: LanePoint, drawn) -> tuple[float, float]:
    """Return the share that a threshold lifts of all complaints, and its recall, as the decision would lift them."""
    chances, signed, dangerous, weights = drawn
    taken = signed | (chances >= found.threshold)
    return weights[taken].sum() / weights.sum(), dangerous[taken].sum() / max(dangerous.sum(), 1)


@given(rows(), SHARES)
def test_never_more_than_the_share_is_lifted_unless_the_signs_alone_exceed_it(drawn, share):
    chances, signed, _, weights = drawn
    by_signs = weights[signed].sum() / weights.sum()

    found = fit_lane_point(*drawn, share)

    assert found.lifted <= max(share, by_signs) + 1e-9 or found.threshold == 1.0 == chances.max()
    assert found.lifted >= by_signs - 1e-9


@given(rows(), SHARES)
def test_what_it_says_of_itself_is_what_its_threshold_does(drawn, share):
    found = fit_lane_point(*drawn, share)

    assert (found.lifted, found.recall) == pytest.approx(by_hand(found, drawn))
    assert (found.share, found.n, found.dangerous) == (share, len(drawn[0]), drawn[2].sum())
    assert 0.0 < found.threshold <= 1.0


@given(rows(), SHARES)
def test_no_lower_threshold_would_keep_the_share(drawn, share):
    chances, signed, _, weights = drawn
    found = fit_lane_point(*drawn, share)
    below = chances[chances < found.threshold]

    for lower in below[~signed[chances < found.threshold]]:
        assert weights[signed | (chances >= lower)].sum() / weights.sum() > share


@given(rows(), SHARES, SHARES)
def test_a_lower_share_never_has_a_lower_threshold_nor_a_higher_recall(drawn, one, other):
    narrow, wide = (fit_lane_point(*drawn, share) for share in sorted((one, other)))

    assert narrow.threshold >= wide.threshold
    assert narrow.recall <= wide.recall
    assert narrow.lifted <= wide.lifted


def a_fit(chances, share, signed=(), weights=None) -> LanePoint:
    n = len(chances)
    marks = np.array([place in signed for place in range(n)])
    dangerous = np.array([chance > 0.4 for chance in chances])
    return fit_lane_point(np.array(chances), marks, dangerous, np.array(weights or [1.0] * n), share)


def test_where_the_signs_alone_exceed_the_share_the_model_lifts_nothing_more():
    found = a_fit([0.9, 0.8, 0.2, 0.1], share=0.25, signed=(2, 3))

    assert (found.threshold, found.lifted, found.recall) == (1.0, 0.5, 0.0)


def test_rows_of_one_chance_enter_together_or_stay_out_together():
    assert a_fit([0.9, 0.5, 0.5, 0.1], share=0.5).threshold == 0.9
    assert a_fit([0.9, 0.5, 0.5, 0.1], share=0.75).threshold == 0.5


def test_where_the_highest_chance_is_shared_by_too_many_none_of_them_is_lifted():
    found = a_fit([0.5, 0.5, 0.5, 0.1], share=0.5)

    assert (found.threshold, found.lifted) == (1.0, 0.0)


def test_a_row_that_stands_for_many_complaints_fills_the_share_alone():
    assert a_fit([0.9, 0.5, 0.3, 0.1], share=0.5).threshold == 0.5
    assert a_fit([0.9, 0.5, 0.3, 0.1], share=0.5, weights=[30.0, 20.0, 10.0, 10.0]).threshold == 0.9


def test_a_sign_takes_its_row_out_of_what_the_threshold_must_choose_from():
    """The surest row has a sign, so the share still has room for the next."""
    assert a_fit([0.9, 0.5, 0.3, 0.1], share=0.5, signed=(0,)).threshold == 0.5
    assert a_fit([0.9, 0.5, 0.3, 0.1], share=0.5, signed=(3,)).threshold == 0.9


def test_without_any_danger_among_the_rows_the_recall_is_zero_and_not_undefined():
    assert a_fit([0.3, 0.2, 0.1, 0.1], share=0.25).recall == 0.0
