"""The signals: each says what it says and no more, and a hidden role has left no trace in head and votes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.neighbours.cases import Case, Neighbour
from models.open_roles.signals import SIGNALS, RoleNames
from tests.models.open_roles.small import (
    HEAD,
    HEALTH,
    MARRIAGE,
    NAMES,
    PARKS,
    ROLES,
    TEXTS,
    TRAFFIC,
    a_reader,
    heads,
    signal,
    vectors,
)

QUIET = ["Mohon ditindaklanjuti."]
UNSEEN = [name for name in SIGNALS if name.endswith("_unseen")]


def near(*found: tuple[str, float]) -> list[list[Neighbour]]:
    return [[Neighbour(Case(f"L-{number}", role), cosine) for number, (role, cosine) in enumerate(found)]]


@pytest.mark.parametrize("count", [0, 1, len(TEXTS)])
def test_a_table_has_a_row_a_text_a_column_a_role_and_a_layer_a_signal(count):
    reader, read = a_reader(), vectors(count)

    table = reader.table(TEXTS[:count], heads(count), read, reader.neighbours(read, count))

    assert table.shape == (count, len(ROLES), len(SIGNALS))
    assert table.dtype == np.float32
    assert np.isfinite(table).all()


# --- the head -------------------------------------------------------------------------------


def test_the_head_speaks_for_its_own_roles_by_name_and_not_by_place():
    table = a_reader().table(QUIET, np.array([[0.8, 0.2]]), None, [[]])

    assert signal(table, "head", HEALTH) == pytest.approx(math.log(0.8))
    assert signal(table, "head", TRAFFIC) == pytest.approx(math.log(0.2))
    assert signal(table, "head", PARKS) == signal(table, "head", MARRIAGE) == 0.0


def test_only_the_roles_beyond_the_head_are_marked_as_unseen():
    table = a_reader().table(QUIET, np.array([[0.8, 0.2]]), None, [[]])

    assert {role: signal(table, "unseen", role) for role in ROLES} == {TRAFFIC: 0, HEALTH: 0, PARKS: 1, MARRIAGE: 1}


def test_columns_for_unseen_roles_are_zero_for_a_seen_one_and_as_their_signal_for_the_others():
    reader, read = a_reader(), vectors(len(TEXTS))

    table = reader.table(TEXTS, heads(len(TEXTS)), read, reader.neighbours(read, len(TEXTS)))

    assert {name for name in SIGNALS if not table[:, :, SIGNALS.index(name)].any()} == set()
    for name in UNSEEN:
        own, plain = (table[:, :, SIGNALS.index(one)] for one in (name, name.removesuffix("_unseen")))
        for position, role in enumerate(ROLES):
            expected = np.zeros(len(TEXTS)) if role in HEAD else plain[:, position]
            assert own[:, position].tolist() == expected.tolist(), (name, role)


def test_a_role_that_the_head_knows_and_the_directory_no_longer_has_is_passed_over():
    reader = a_reader(head=("kabkota.purbakala", *HEAD))

    table = reader.table(QUIET, np.array([[0.5, 0.3, 0.2]]), None, [[]])

    assert signal(table, "head", HEALTH) == pytest.approx(math.log(0.3))
    assert signal(table, "head", TRAFFIC) == pytest.approx(math.log(0.2))


# --- a hidden role --------------------------------------------------------------------------


def test_a_hidden_role_loses_its_share_of_head_and_votes_and_the_others_divide_it():
    found = near((HEALTH, 0.9), (TRAFFIC, 0.9), (PARKS, 0.9))
    at = ROLES.index(HEALTH)

    open_, hidden = (a_reader().table(QUIET, np.array([[0.8, 0.2]]), None, found, gone) for gone in (None, [at]))

    assert (signal(hidden, "head", HEALTH), signal(hidden, "votes", HEALTH)) == (0.0, 0.0)
    assert signal(hidden, "unseen", HEALTH) == 1.0
    assert signal(hidden, "head", TRAFFIC) == pytest.approx(math.log(1.0), abs=1e-6)
    assert signal(hidden, "votes", TRAFFIC) > signal(open_, "votes", TRAFFIC) > 0.0


def test_hiding_is_as_if_the_model_had_been_trained_without_the_role():
    """However much the head gave the role, and however many cases it had, nothing of that is left."""
    at = ROLES.index(HEALTH)
    without = near((TRAFFIC, 0.7), (TRAFFIC, 0.4))
    clean = a_reader(head=(TRAFFIC,)).table(QUIET, np.array([[1.0]]), None, without)

    for share in (0.1, 0.5, 0.99):
        found = [[*without[0], *near((HEALTH, 0.95), (HEALTH, 0.9))[0]]]
        hidden = a_reader().table(QUIET, np.array([[share, 1 - share]]), None, found, [at])
        assert np.allclose(hidden, clean, atol=1e-4), share


def test_a_row_without_a_hidden_role_stays_as_it_is():
    reader, read = a_reader(), vectors(2)
    given = (TEXTS[:2], heads(2), read, reader.neighbours(read, 2))

    plain, mixed = reader.table(*given), reader.table(*given, [None, ROLES.index(TRAFFIC)])

    assert np.allclose(mixed[0], plain[0], atol=1e-6)
    assert not np.allclose(mixed[1], plain[1], atol=1e-6)


def test_hiding_leaves_what_duties_and_names_say():
    text = ["Dishub mohon atur parkir."]
    at = ROLES.index(TRAFFIC)

    plain, hidden = (a_reader().table(text, np.array([[0.8, 0.2]]), None, [[]], gone) for gone in (None, [at]))

    for name in ("words", "named"):
        assert (
            signal(hidden, name, TRAFFIC) == signal(hidden, f"{name}_unseen", TRAFFIC) == signal(plain, name, TRAFFIC)
        )
        assert signal(plain, name, TRAFFIC) > 0.0


# --- neighbours and vectors -----------------------------------------------------------------


def test_a_vote_counts_more_the_nearer_its_case_is():
    table = a_reader().table(QUIET, np.array([[0.5, 0.5]]), None, near((HEALTH, 0.9), (TRAFFIC, 0.7)))

    assert signal(table, "votes", HEALTH) > signal(table, "votes", TRAFFIC) > 0.0


def test_without_an_encoder_there_are_neither_neighbours_nor_vectors():
    reader = a_reader(with_vectors=False)

    table = reader.table(TEXTS, heads(len(TEXTS)), None, reader.neighbours(None, len(TEXTS)))

    for name in ("votes", "vector", "vector_unseen"):
        assert not table[:, :, SIGNALS.index(name)].any(), name


def test_cosines_are_compared_between_roles_not_between_texts():
    """Encoders crowd all texts in a cone, so only how a role stands out among the others means something."""
    reader, read = a_reader(), vectors(len(TEXTS))

    table = reader.table(TEXTS, heads(len(TEXTS)), read, reader.neighbours(read, len(TEXTS)))

    cosines = table[:, :, SIGNALS.index("vector")]
    assert np.allclose(cosines.mean(axis=1), 0.0, atol=1e-5)
    assert np.allclose(cosines.std(axis=1), 1.0, atol=1e-4)


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Dishub tolong atur parkir.", {TRAFFIC: 1.0}),
        ("DINAS   PERHUBUNGAN, mohon ditertibkan!", {TRAFFIC: 1.0}),
        ("Kantor urusan agama dan dinkes sama-sama tutup.", {MARRIAGE: 1.0, HEALTH: 1.0}),
        ("UPTD tutup terus.", {HEALTH: 0.5, PARKS: 0.5}),
        ("UPTD milik Dinas Pertamanan tutup.", {HEALTH: 0.5, PARKS: 1.0}),
        ("Dinas di perhubungan darat.", {}),
        ("Dishubkominfo dan rumah sakukuan.", {}),
        ("", {}),
    ],
)
def test_a_role_that_is_named_outright_is_seen_and_a_name_of_several_counts_less(text, named):
    found = RoleNames.of(NAMES, ROLES).named_in(text)

    assert {role: float(value) for role, value in zip(ROLES, found, strict=True) if value} == named


def test_a_name_of_two_letters_names_nobody():
    assert not RoleNames.of({TRAFFIC: ("PD",)}, ROLES).named_in("PD kami").any()
