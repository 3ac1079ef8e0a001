"""Neighbours vote for their role: the nearer the louder, and silence is zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.neighbours.cases import Case, Neighbour
from models.neighbours.votes import TEMPERATURE, role_votes

ROLES = ("kabkota.kesehatan", "kabkota.pasar", "kabkota.perhubungan")
RETIRED = "kabkota.penerangan"


def near(similarity: float, role: str) -> Neighbour:
    return Neighbour(Case(f"{role}-{similarity}", role), similarity)


crowds = st.lists(st.builds(near, st.floats(-1, 1), st.sampled_from((*ROLES, RETIRED))), max_size=12)


@given(crowds)
def test_the_shares_sum_to_one_or_to_none(crowd):
    votes = role_votes(crowd, ROLES)

    assert votes.shape == (len(ROLES),)
    assert votes.min() >= 0
    assert votes.sum() == pytest.approx(1.0 if any(one.case.role in ROLES for one in crowd) else 0.0)


@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_the_neighbours_says_nothing(crowd, chance):
    mixed = chance.sample(crowd, len(crowd))

    np.testing.assert_allclose(role_votes(mixed, ROLES), role_votes(crowd, ROLES), atol=1e-12)


@given(crowds, st.floats(-0.5, 0.5))
def test_only_the_differences_of_nearness_count(crowd, shift):
    moved = [Neighbour(one.case, one.similarity + shift) for one in crowd]

    np.testing.assert_allclose(role_votes(moved, ROLES), role_votes(crowd, ROLES), atol=1e-9)


@given(crowds)
def test_a_retired_role_takes_no_vote_from_the_others(crowd):
    known = [one for one in crowd if one.case.role != RETIRED]

    assert np.array_equal(role_votes(crowd, ROLES), role_votes(known, ROLES))


def test_a_case_nearer_by_the_temperature_weighs_e_times_as_much():
    votes = role_votes([near(0.9, ROLES[0]), near(0.9 - TEMPERATURE, ROLES[1])], ROLES)

    assert votes[0] / votes[1] == pytest.approx(math.e)
    assert votes[2] == 0


def test_many_near_cases_outvote_one_that_is_hardly_nearer():
    crowd = [near(0.82, ROLES[0]), near(0.80, ROLES[1]), near(0.80, ROLES[1])]

    assert role_votes(crowd, ROLES).argmax() == 1


def test_the_weights_are_the_kernel_of_knn_lm_over_squared_distances():
    cosines = np.array([0.95, 0.7, 0.2])
    kernel = np.exp(-(2 - 2 * cosines) / (2 * TEMPERATURE))

    votes = role_votes([near(cosine, role) for cosine, role in zip(cosines, ROLES, strict=True)], ROLES)

    np.testing.assert_allclose(votes, kernel / kernel.sum(), rtol=1e-9)
