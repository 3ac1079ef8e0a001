"""Is the process alive, is the model ready, and the meters."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from serving.api.state import ServerState, ready_engine, server_state
from serving.engine.engine import Engine

router = APIRouter(tags=["operation"])


@router.get("/health/live")
async def live() -> dict[str, str]:
    """Answer as long as the process runs."""
    return {"status": "alive"}


@router.get("/health/ready")
async def ready(
    engine: Annotated[Engine, Depends(ready_engine)], state: Annotated[ServerState, Depends(server_state)]
) -> dict[str, Any]:
    """Answer 200 once the model is loaded and warm; else a problem that says why not.

    `store` is `open`, or the code of what is wrong with the store: predictions are answered without it.
    """
    store = state.store_failure.code if state.store_failure is not None else "open"
    return {"status": "ready", "bundle": engine.bundle.predictor.reference.version, "store": store}


@router.get("/metrics", response_class=Response)
async def metrics(state: Annotated[ServerState, Depends(server_state)]) -> Response:
    """Return the meters in Prometheus' text format."""
    return Response(generate_latest(state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
