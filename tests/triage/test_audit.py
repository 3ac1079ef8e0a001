"""The blind audit: a share of what the machine routed, drawn by a keyed hash."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.decision import is_drawn

IDS = [f"LPR-{number:06d}" for number in range(20_000)]


def drawn(share: float, key: bytes) -> set[str]:
    return {name for name in IDS if is_drawn(name, share, key)}


@given(st.text(), st.floats(0.0, 1.0), st.binary())
def test_the_same_complaint_is_drawn_again_with_the_same_key(name, share, key):
    assert is_drawn(name, share, key) is is_drawn(name, share, key)


@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_the_draw_comes_close_to_its_share(share):
    tolerance = NormalDist().inv_cdf(0.99999) * (share * (1 - share) * len(IDS)) ** 0.5

    assert abs(len(drawn(share, b"kunci")) - share * len(IDS)) < tolerance


def test_who_does_not_know_the_key_cannot_foretell_the_draw():
    ours, guessed = drawn(0.5, b"kunci"), drawn(0.5, b"tebakan")

    assert 0.45 < len(ours & guessed) / len(ours) < 0.55


@given(st.text(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_larger_share_draws_all_that_a_smaller_one_drew(name, one, other):
    smaller, larger = sorted((one, other))

    assert is_drawn(name, smaller, b"kunci") <= is_drawn(name, larger, b"kunci")


@given(st.text(), st.binary())
def test_a_share_of_nothing_draws_nobody_and_a_share_of_one_everybody(name, key):
    assert not is_drawn(name, 0.0, key)
    assert is_drawn(name, 1.0, key)
