"""The fixtures of tests/serving/store/stores.py, for this folder, and who acts here."""

from __future__ import annotations

from pathlib import Path

import pytest

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from tests.serving.store.stores import empty_url, migrated_sqlite, office, postgres, store_url
from tests.serving.store.worlds import an_officer

__all__ = ["empty_url", "migrated_sqlite", "office", "postgres", "store_url"]


@pytest.fixture
def sari(office: Office) -> Officer:
    """An officer of the national desk who may see everything."""
    return an_officer(office, "sari", (Right.REVIEW, Right.SECRET, Right.AUDIT))


@pytest.fixture
def admin(office: Office) -> Officer:
    return an_officer(office, "admin", (Right.ADMIN, Right.SECRET))


@pytest.fixture
def channel(office: Office) -> Officer:
    """The program that sends complaints and outcomes."""
    return an_officer(office, "kanal", (Right.INTAKE,), id="kanal")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an export goes; it is not there yet."""
    return tmp_path / "ekspor"
