"""What the routes share: settings, metrics, the office on the store, and the engine once it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from serving.api.metrics import Metrics
from serving.casework.office import Office
from serving.engine.engine import Engine
from serving.engine.errors import EngineNotReady
from serving.settings import Settings
from serving.webhooks.dispatcher import Dispatcher
from triage.errors import TriageError


@dataclass
class ServerState:
    """One application's state; a failure says why loading ended without an engine, or the store without an office."""

    settings: Settings
    metrics: Metrics
    engine: Engine | None = None
    office: Office | None = None
    dispatcher: Dispatcher | None = None
    failure: TriageError | None = None
    store_failure: TriageError | None = None


def server_state(request: Request) -> ServerState:
    """Return the state of the application that got the request."""
    state: ServerState = request.app.state.server
    return state


def ready_engine(state: Annotated[ServerState, Depends(server_state)]) -> Engine:
    """Return the engine.

    Raises:
        EngineNotReady: it is still loading, or loading failed.
    """
    if state.engine is None:
        raise EngineNotReady(state=_why(state.failure) if state.failure else "loading")
    return state.engine


def _why(failure: TriageError) -> str:
    """Return what went wrong without what was got: a caller need not know the server's paths."""
    told = failure.as_dict()
    return f"loading failed, {told['code']}: {told['what']} {told['fix']}"
