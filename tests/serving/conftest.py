"""The real application on the small bundle of tests/models/tiny.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from serving.api.app import create_app
from serving.settings import Settings
from tests.models.tiny import make_tiny

SLEMAN, AUDIT_KEY = "34.04", "uji"
Serve = Callable[..., AbstractContextManager[TestClient]]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.getbasetemp() / "tiny").bundle


@pytest.fixture(scope="session")
def serve(bundle: Path) -> Serve:
    """Start an application with settings of a test's own, and wait until it has loaded its model or given up."""

    @contextmanager
    def served(**settings: Any) -> Iterator[TestClient]:
        app = create_app(Settings(**{"model": str(bundle), "region": SLEMAN, "audit_key": AUDIT_KEY, **settings}))
        with TestClient(app) as client:
            state = app.state.server
            for _ in range(600):
                if state.engine or state.failure:
                    break
                time.sleep(0.05)
            yield client

    return served


@pytest.fixture(scope="session")
def client(serve: Serve) -> Iterator[TestClient]:
    with serve() as client:
        yield client
