"""What may be a password, and how it is kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from serving.access import passwords
from serving.access.errors import PasswordTooWeak
from serving.access.passwords import LONGEST, SHORTEST, checked, hashed, verified
from tests.serving.access.worlds import OTHER_PASSWORD, PASSWORD


def test_a_kept_password_is_an_argon2id_hash_and_differs_each_time():
    kept = hashed(PASSWORD)

    assert kept.startswith("$argon2id$")
    assert kept != hashed(PASSWORD)


def test_only_the_right_password_is_right():
    kept = hashed(PASSWORD)

    assert verified(kept, PASSWORD).right
    assert not verified(kept, OTHER_PASSWORD).right


def test_the_parameters_of_a_server_are_those_of_the_rfc():
    own = PasswordHasher()

    assert (own.memory_cost, own.time_cost, own.parallelism) == (65536, 3, 4)


def test_a_hash_of_older_parameters_is_renewed_after_the_right_password_only(monkeypatch):
    kept = hashed(PASSWORD)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    renewed = verified(kept, PASSWORD).renewed

    assert renewed is not None
    assert verified(renewed, PASSWORD) == passwords.Verified(right=True)
    assert verified(kept, OTHER_PASSWORD) == passwords.Verified(right=False)


class _Counting(PasswordHasher):
    """Counts how often a password is checked against a hash."""

    checks = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.checks += 1
        return super().verify(hash, password)


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(monkeypatch):
    counting = _Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", counting)
    kept = hashed(PASSWORD)

    assert not verified(None, PASSWORD).right
    assert counting.checks == 1
    assert not verified(kept, OTHER_PASSWORD).right
    assert counting.checks == 2


def test_nobody_comes_in_by_the_password_of_the_decoy():
    assert not verified(None, "a password that nobody has").right


def test_a_hash_that_is_none_lets_nobody_in():
    assert not verified("!", PASSWORD).right


def test_a_password_typed_with_decomposed_letters_is_the_same():
    assert verified(hashed("kafe\u0301 di ujung jalan"), "kaf\u00e9 di ujung jalan").right


@pytest.mark.parametrize(
    "weak",
    ["pendek", "a" * 40, "abababababababab", "Siti.Rahmawati", "siti rahmawati", "SITI-RAHMAWATI!", "x1y2" * LONGEST],
)
def test_a_weak_password_is_refused_without_being_repeated(weak):
    with pytest.raises(PasswordTooWeak) as refused:
        checked(weak, "siti.rahmawati", "Siti Rahmawati")

    assert weak not in str(refused.value)


@given(st.text(min_size=SHORTEST, max_size=60))
def test_what_may_be_a_password_can_be_checked_again(password):
    try:
        taken = checked(password, "sari")
    except PasswordTooWeak:
        return

    assert verified(hashed(taken), password).right
