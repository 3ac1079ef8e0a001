"""What the routes share: settings, metrics, and the engine once it is loaded."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader

from serving.api.metrics import Metrics
from serving.engine.engine import Engine
from serving.engine.errors import EngineNotReady, WrongApiKey
from serving.settings import Settings
from triage.errors import TriageError

_KEY_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False)


@dataclass
class ServerState:
    """One application's state; `failure` says why loading ended without an engine."""

    settings: Settings
    metrics: Metrics
    engine: Engine | None = None
    failure: TriageError | None = None


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


def checked_key(
    state: Annotated[ServerState, Depends(server_state)], key: Annotated[str | None, Security(_KEY_HEADER)]
) -> None:
    """Let a caller with one of the configured keys pass; without configured keys everybody may.

    Raises:
        WrongApiKey: no key, or none of ours; compared in constant time.
    """
    known = [configured.get_secret_value().encode() for configured in state.settings.api_keys]
    given = (key or "").encode()
    if known and True not in [hmac.compare_digest(given, configured) for configured in known]:
        raise WrongApiKey()
