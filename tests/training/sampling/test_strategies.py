"""What every strategy keeps to, and what each of them is for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.sampling.errors import NeedsAnEncoder
from training.sampling.strategies import (
    STRATEGIES,
    Scored,
    Strategy,
    at_random,
    by_badge,
    by_danger,
    by_margin,
    gradient_embeddings,
)

SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def scored(draw: st.DrawFn, most: int = 24) -> Scored:
    """Draw scores, sure and flat ones among them; rows repeat, and so do vectors."""
    n, labels, width = draw(st.integers(0, most)), draw(st.integers(2, 4)), draw(st.integers(1, 3))
    weights = draw(
        st.lists(st.lists(st.integers(0, 9), min_size=labels, max_size=labels).filter(any), min_size=n, max_size=n)
    )
    table = np.array([np.array(row) / sum(row) for row in weights]).reshape(n, labels)
    vectors = draw(st.lists(st.integers(-2, 2), min_size=n * width, max_size=n * width))
    signals = draw(st.lists(st.integers(-1, labels - 1), min_size=n, max_size=n))
    return Scored(table, np.array(vectors, dtype=np.float32).reshape(n, width), np.array(signals, dtype=np.int64))


def table(*rows: list[float], **known: object) -> Scored:
    return Scored(np.array(rows), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("strategy", Strategy)
@given(read=scored(), n=st.integers(0, 30), seed=SEEDS)
def test_every_strategy_gives_as_many_rows_as_it_can_and_each_once(strategy, read, n, seed):
    chosen = STRATEGIES[strategy](read, n, seed)

    assert len(chosen) == min(n, len(read))
    assert len(set(chosen.rows.tolist())) == len(chosen)
    assert set(chosen.rows.tolist()) <= set(range(len(read)))
    assert ((chosen.probability > 0) & (chosen.probability <= 1)).all()


@pytest.mark.parametrize("strategy", Strategy)
@given(read=scored(), n=st.integers(0, 30), seed=SEEDS)
def test_every_strategy_gives_the_same_for_the_same_seed(strategy, read, n, seed):
    first, second = (STRATEGIES[strategy](read, n, seed) for _ in range(2))

    assert first.rows.tolist() == second.rows.tolist()


@pytest.mark.parametrize("strategy", [Strategy.MARGIN, Strategy.DANGER, Strategy.RANDOM])
@given(read=scored(), n=st.integers(0, 20), seed=SEEDS)
def test_more_rows_begin_with_the_same_rows(strategy, read, n, seed):
    few, more = (STRATEGIES[strategy](read, count, seed).rows.tolist() for count in (n, n + 4))

    assert more[: len(few)] == few


@given(read=scored(), n=st.integers(1, 30), seed=SEEDS)
def test_a_lot_gives_every_row_the_same_probability_and_what_a_model_says_none_to_the_rest(read, n, seed):
    if len(read):
        assert set(at_random(read, n, seed).probability.tolist()) == {min(n, len(read)) / len(read)}
        assert set(by_margin(read, n, seed).probability.tolist()) == {1.0}


def test_over_many_seeds_a_lot_draws_every_row_as_often_as_it_says():
    read = Scored(np.empty((10, 0)))
    drawn = np.bincount(np.concatenate([at_random(read, 3, seed).rows for seed in range(2_000)]), minlength=10)

    assert drawn / 2_000 == pytest.approx(np.full(10, 0.3), abs=0.04)


@given(read=scored(), n=st.integers(0, 30))
def test_no_row_left_out_by_the_margin_is_less_sure_than_one_that_was_chosen(read, n):
    best = np.sort(read.probabilities, axis=1)
    margins = best[:, -1] - best[:, -2]
    rows = by_margin(read, n, 0).rows
    rest = np.setdiff1d(np.arange(len(read)), rows)

    assert (np.diff(margins[rows]) >= 0).all()
    if len(rows) and len(rest):
        assert margins[rows].max() <= margins[rest].min()


@given(read=scored(), n=st.integers(0, 30))
def test_danger_goes_by_what_speaks_then_by_the_highest_level_then_by_the_two_highest(read, n):
    assert read.signals is not None
    keys = [
        (-int(read.signals[row]), -read.probabilities[row, -1], -read.probabilities[row, -2:].sum())
        for row in by_danger(read, n, 0).rows
    ]

    assert keys == sorted(keys)


def test_a_signal_that_speaks_comes_before_a_model_that_is_sure():
    sure, told, heard = [0.0, 0.1, 0.9], [0.9, 0.1, 0.0], [0.8, 0.1, 0.1]

    chosen = by_danger(table(sure, told, heard, signals=np.array([-1, 2, 1])), 3, 0)

    assert chosen.rows.tolist() == [1, 2, 0]


def test_badge_takes_one_of_each_kind_before_it_takes_two_of_one():
    doubt = [0.5, 0.5]
    kinds = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)

    for seed in range(20):
        rows = by_badge(table(*[doubt] * 15, vectors=kinds), 3, seed).rows
        assert {row // 5 for row in rows.tolist()} == {0, 1, 2}


def test_badge_passes_over_what_the_model_is_sure_of():
    rows = [[0.5, 0.5], [1.0, 0.0], [0.6, 0.4], [1.0, 0.0]]
    vectors = np.eye(4, dtype=np.float32)

    late = [by_badge(table(*rows, vectors=vectors), 3, seed).rows.tolist()[1:] for seed in range(20)]

    assert all({0, 2} & set(pair) for pair in late)


def test_badge_without_vectors_says_what_it_needs():
    with pytest.raises(NeedsAnEncoder, match="badge"):
        by_badge(table([0.5, 0.5]), 1, 0)


@given(read=scored())
def test_a_gradient_is_the_error_times_the_vector_and_a_sure_row_has_none(read):
    assert read.vectors is not None
    found = gradient_embeddings(read.probabilities, read.vectors)

    for row, probabilities in enumerate(read.probabilities):
        error = probabilities - np.eye(len(probabilities))[probabilities.argmax()]
        assert found[row] == pytest.approx(np.outer(error, read.vectors[row]).ravel(), abs=1e-6)
        if probabilities.max() == 1.0:
            assert not found[row].any()
