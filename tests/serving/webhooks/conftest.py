"""A receiver, and offices on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving.store.stores import migrated_sqlite, office, postgres, store_url
from tests.serving.webhooks.receivers import Receiver, a_receiver

__all__ = ["migrated_sqlite", "office", "postgres", "receiver", "store_url"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as receiver:
        yield receiver
