"""Cries for haste: added to a share of the texts, by a seed, and never in place of what a text says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.shouting import with_shouting

TEXTS = st.lists(st.text(max_size=30), max_size=12)
SHARES = st.floats(0.0, 1.0)
MANY = [f"Lampu jalan nomor {number} padam." for number in range(600)]


@given(TEXTS, SHARES, st.integers(0, 99))
def test_every_text_keeps_its_place_and_all_that_it_says(texts, share, seed):
    shouted = with_shouting(texts, share, seed)

    assert len(shouted) == len(texts)
    assert all(text in one or text.upper() in one for text, one in zip(texts, shouted, strict=True))
    assert all(type(one) is str for one in shouted)


@given(TEXTS, st.integers(0, 99))
def test_a_share_of_none_changes_nothing(texts, seed):
    assert with_shouting(texts, 0.0, seed) == texts


def test_a_share_of_all_changes_every_text():
    assert not set(with_shouting(MANY, 1.0, 3)) & set(MANY)


def test_the_share_is_about_the_share():
    changed = sum(one != text for one, text in zip(with_shouting(MANY, 0.25, 3), MANY, strict=True))

    assert changed / len(MANY) == pytest.approx(0.25, abs=0.05)


def test_the_seed_makes_it_again():
    assert with_shouting(MANY, 0.5, 3) == with_shouting(MANY, 0.5, 3) != with_shouting(MANY, 0.5, 4)


def test_it_shouts_in_more_than_one_way():
    shouted = with_shouting(MANY, 1.0, 3)

    assert any(one == text.upper() for one, text in zip(shouted, MANY, strict=True))
    assert any(one == f"{text} {text}" for one, text in zip(shouted, MANY, strict=True))
    assert len({one.replace(text, "").replace(text.upper(), "") for one, text in zip(shouted, MANY, strict=True)}) > 20


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_beyond_all_or_none_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        with_shouting(["Banjir."], share, 3)
