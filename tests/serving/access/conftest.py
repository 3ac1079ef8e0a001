"""Stores of both kinds, hashes that cost nothing, and a rate limit that reads the office's clock."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher

from serving.access import passwords
from serving.access.attempts import Attempts
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from tests.serving.store.stores import migrated_sqlite, office, postgres, store_url
from tests.serving.store.worlds import an_officer

__all__ = ["migrated_sqlite", "office", "postgres", "store_url"]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def admin(office: Office) -> Officer:
    return an_officer(office, "wayan", (Right.ADMIN,))


@pytest.fixture
def attempts(office: Office, monkeypatch: pytest.MonkeyPatch) -> Attempts:
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: office.now().timestamp()))
    return Attempts()
