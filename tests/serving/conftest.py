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
from serving.casework.office import open_office
from serving.settings import Settings
from tests.models.tiny import make_tiny

SLEMAN, AUDIT_KEY = "34.04", "uji"
Serve = Callable[..., AbstractContextManager[TestClient]]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.getbasetemp() / "tiny").bundle


@pytest.fixture(scope="session")
def serve(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Start an application with settings of a test's own, and wait until it has loaded its model or given up.

    Each has a store of its own unless the test names one.
    """

    @contextmanager
    def served(**settings: Any) -> Iterator[TestClient]:
        store = f"sqlite:///{tmp_path_factory.mktemp('store')}/triage.db"
        known = {"model": str(bundle), "region": SLEMAN, "audit_key": AUDIT_KEY, "store": store}
        app = create_app(Settings(**{**known, **settings}))
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


@pytest.fixture
def intake(client: TestClient, tmp_path: Path) -> Iterator[TestClient]:
    """The one application with its warm model, on an empty store of this test's own."""
    state = client.app.state.server
    before = state.office
    state.office = open_office(state.settings.model_copy(update={"store": f"sqlite:///{tmp_path}/triage.db"}))
    yield client
    state.office.close()
    state.office = before
