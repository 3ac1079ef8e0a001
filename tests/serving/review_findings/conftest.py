"""The fixtures of tests/serving/store/stores.py, for this folder."""

from __future__ import annotations

from tests.serving.store.stores import empty_url, migrated_sqlite, office, postgres, store_url

__all__ = ["empty_url", "migrated_sqlite", "office", "postgres", "store_url"]
