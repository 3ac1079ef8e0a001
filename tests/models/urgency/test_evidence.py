"""What signs weigh: numbers between 0 and 1 that say which speak, which are silenced, and how many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.danger.signals import load_signals
from models.urgency.evidence import evidence, evidence_names
from tests.worlds import a_sign, signs
from triage.dangers import Scope

NAMES = ("flood.in_house", "fire.burning")
SILENCED = [scope for scope in Scope if scope is not Scope.NOW]


def told(*found) -> dict[str, float]:
    """Return what is not zero of one complaint's evidence, by its name."""
    (row,) = evidence([found], NAMES)
    return {name: value for name, value in zip(evidence_names(NAMES), row.tolist(), strict=True) if value}


@given(st.lists(signs(), max_size=4))
def test_every_number_has_a_name_and_lies_between_zero_and_one(dangers):
    table = evidence(dangers, NAMES)

    assert table.shape == (len(dangers), len(NAMES) + 9) == (len(dangers), len(evidence_names(NAMES)))
    assert ((table >= 0.0) & (table <= 1.0)).all()


@given(st.permutations([a_sign("flood.in_house"), a_sign("fire.burning", scope=Scope.PAST), a_sign("x", "tinggi")]))
def test_the_order_of_the_signs_says_nothing(found):
    assert told(*found) == {"flood.in_house": 1.0, "scope:past": 1.0, "grave signs": 1 / 3, "other signs": 0.25}


def test_a_text_without_signs_is_all_zeros():
    assert told() == {}


@pytest.mark.parametrize("scope", SILENCED)
def test_a_silenced_sign_says_only_in_which_scope_it_stands(scope):
    assert told(a_sign("flood.in_house", scope=scope)) == {f"scope:{scope.value}": 1.0}


def test_from_three_grave_and_four_other_signs_one_more_says_nothing_new():
    many = [a_sign(f"g{n}") for n in range(9)] + [a_sign(f"o{n}", "tinggi") for n in range(9)]

    assert told(*many) == {"grave signs": 1.0, "other signs": 1.0}


def test_a_sign_that_the_fit_did_not_know_counts_among_the_others_of_its_level():
    assert told(a_sign("baru.sekali")) == {"grave signs": 1 / 3}


def test_rows_do_not_touch_each_other():
    together = evidence([(a_sign(),), (), (a_sign(scope=Scope.PAST),)], NAMES)
    alone = [evidence([found], NAMES)[0] for found in ((a_sign(),), (), (a_sign(scope=Scope.PAST),))]

    assert np.array_equal(together, np.array(alone))


def test_no_signal_is_called_like_one_of_the_counts():
    declared = tuple(load_signals().signals)

    assert len(set(evidence_names(declared))) == len(evidence_names(declared))
