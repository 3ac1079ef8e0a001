"""The combiner finds the weights that made the data, within its bounds, and else keeps to the head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.open_roles.combiner import Combiner, fit_combiner
from models.open_roles.signals import SIGNALS

ROLES = 6
BOUNDED = ("head", "words", "vector", "votes", "named")
PLANTED = {"head": 0.8, "unseen": -1.5, "words": 1.2, "words_unseen": -0.4, "vector": 0.6, "votes": 0.5, "named": 2.0}


def weights(**planted: float) -> tuple[float, ...]:
    return tuple(planted.get(name, 0.0) for name in SIGNALS)


def a_table(rows: int, seed: int = 3, speaking: tuple[str, ...] = SIGNALS) -> np.ndarray:
    """Return signals drawn at random; those that are not `speaking` are 0."""
    drawn = np.random.default_rng(seed).normal(size=(rows, ROLES, len(SIGNALS))).astype(np.float32)
    return drawn * np.array([name in speaking for name in SIGNALS])


def truths(table: np.ndarray, planted: tuple[float, ...], seed: int = 4) -> np.ndarray:
    """Draw each row's true role from the probabilities of planted weights."""
    randomness = np.random.default_rng(seed)
    return np.array([randomness.choice(ROLES, p=row) for row in Combiner(planted).probabilities(table)])


def fit(table: np.ndarray, truth: np.ndarray, **how: object) -> dict[str, float]:
    combiner = fit_combiner(table, truth, np.ones(len(table)), **how)  # type: ignore[arg-type]
    return dict(zip(SIGNALS, combiner.weights, strict=True))


def test_the_weights_that_made_the_data_are_found_again():
    table = a_table(4000)

    found = fit(table, truths(table, weights(**PLANTED)))

    assert found == pytest.approx({name: PLANTED.get(name, 0.0) for name in SIGNALS}, abs=0.12)


def test_where_only_the_head_speaks_and_is_calibrated_it_is_left_as_it_is():
    head = np.log(np.random.default_rng(5).dirichlet(np.ones(ROLES), size=3000))
    table = np.zeros((3000, ROLES, len(SIGNALS)), dtype=np.float32)
    table[:, :, SIGNALS.index("head")] = head

    found = fit(table, truths(table, weights(head=1.0)))

    assert found["head"] == pytest.approx(1.0, abs=0.05)
    assert all(found[name] == pytest.approx(0.0, abs=1e-6) for name in SIGNALS if name != "head")


@pytest.mark.parametrize("name", BOUNDED)
def test_evidence_for_a_role_never_counts_against_it_whatever_the_rows_say(name):
    table = a_table(400, speaking=("unseen", name))

    assert fit(table, truths(table, weights(**{name: -2.0})))[name] == 0.0


def test_how_much_less_a_new_role_s_evidence_is_worth_may_be_negative():
    table = a_table(800, speaking=("words", "words_unseen"))

    assert fit(table, truths(table, weights(words=1.0, words_unseen=-0.8)))["words_unseen"] < -0.4


@pytest.mark.parametrize("left_out", [("words",), ("vector", "votes"), ("named",), ("head", "unseen")])
def test_a_signal_that_is_left_out_gets_no_weight_nor_does_its_twin_for_new_roles(left_out):
    table = a_table(300)

    found = fit(table, truths(table, weights(**PLANTED)), left_out=left_out)

    assert all(found[name] == 0.0 for name in SIGNALS if name.startswith(left_out))
    assert all(found[name] != 0.0 for name in PLANTED if not name.startswith(left_out))


def test_rows_count_by_their_weight():
    """A row of weight 3 is three rows; one of weight 0 is none."""
    table = a_table(120)
    truth = truths(table, weights(**PLANTED))
    counts = np.tile([0, 1, 3], 40)

    weighted = fit_combiner(table, truth, counts.astype(float))
    repeated = fit_combiner(np.repeat(table, counts, axis=0), np.repeat(truth, counts), np.ones(counts.sum()))

    assert weighted.weights == pytest.approx(repeated.weights, abs=1e-3)


@given(
    arrays(np.float32, (3, ROLES, len(SIGNALS)), elements=st.floats(-50, 50, width=32)),
    st.lists(st.floats(-30, 30), min_size=len(SIGNALS), max_size=len(SIGNALS)),
)
def test_probabilities_are_never_negative_and_sum_to_one(table, drawn):
    chances = Combiner(tuple(drawn)).probabilities(table)

    assert (chances >= 0.0).all()
    assert chances.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-9)


def test_a_row_s_probabilities_depend_on_no_other_row():
    table = a_table(40)
    combiner = Combiner(weights(**PLANTED))

    together = combiner.probabilities(table)

    for row in range(len(table)):
        assert np.array_equal(combiner.probabilities(table[row : row + 1])[0], together[row])
