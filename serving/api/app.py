"""The application: loads the model in the background, and wires routes, problems, metrics and the page."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from serving.api import agencies, complaints, exports, health, outcomes, predict, reviews, webhooks
from serving.api.metrics import Metrics
from serving.api.problems import add_problems, unexpected
from serving.api.state import ServerState
from serving.casework.office import open_office
from serving.engine.engine import open_engine
from serving.engine.errors import ModelNotOpened
from serving.review.pages import STATIC as REVIEW_STATIC
from serving.review.pages import review_pages
from serving.settings import Settings
from serving.webhooks.dispatcher import Dispatcher
from triage import __version__
from triage.errors import TriageError

logger = logging.getLogger(__name__)

_PAGE = Path(str(files("serving").joinpath("page")))
_CONTENT_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
_DOCS = ("/docs", "/redoc", "/openapi.json")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; the model is loaded when it starts, and /health/ready says when it is warm."""
    state = ServerState(settings or Settings(), Metrics())
    app = FastAPI(
        title="Triage of public complaints",
        version=__version__,
        summary="Category, urgency and responsible agency of a complaint, with calibrated probabilities.",
        lifespan=_lifespan,
    )
    app.state.server = state
    app.middleware("http")(_observe)
    add_problems(app)
    app.include_router(health.router)
    app.include_router(predict.router)
    app.include_router(agencies.router)
    app.include_router(complaints.router)
    app.include_router(outcomes.router)
    app.include_router(reviews.router)
    app.include_router(webhooks.router)
    app.include_router(exports.router)
    app.include_router(review_pages())
    app.mount("/review/static", StaticFiles(directory=REVIEW_STATIC), name="review-static")
    app.mount("/page", StaticFiles(directory=_PAGE), name="page")
    app.get("/", include_in_schema=False)(_page)
    app.get("/favicon.ico", include_in_schema=False)(_no_icon)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state: ServerState = app.state.server
    await asyncio.to_thread(_open_store, state)
    loading = asyncio.create_task(_load(state))
    yield
    loading.cancel()
    if state.engine is not None:
        state.engine.close()
    if state.dispatcher is not None:
        await asyncio.to_thread(state.dispatcher.stop)
    if state.office is not None:
        state.office.close()


def _open_store(state: ServerState) -> None:
    """Open the office; without it the server still predicts, and says what is wrong with the store."""
    try:
        state.office = open_office(state.settings)
        state.dispatcher = Dispatcher(state.office, state.settings)
        state.dispatcher.start()
    except TriageError as mistake:
        state.store_failure = mistake
        logger.error("the store could not be opened: %s", mistake)


async def _load(state: ServerState) -> None:
    started = time.perf_counter()
    try:
        engine = await asyncio.to_thread(open_engine, state.settings)
    except TriageError as mistake:
        state.failure = mistake
        logger.error("the model could not be loaded: %s", mistake)
        return
    except Exception as mistake:  # whatever a damaged file makes a library raise: /health/ready must say it
        state.failure = ModelNotOpened(kind=type(mistake).__name__)
        logger.exception("the model could not be opened")
        return
    state.engine = engine
    reference = engine.bundle.predictor.reference
    state.metrics.ready.set(1)
    state.metrics.model.labels(reference.name, reference.version[:12], reference.taxonomy).set(1)
    logger.info(
        "serving %s (%s), ready after %.1f s", reference.name, reference.version[:12], time.perf_counter() - started
    )


async def _observe(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Count and time each answer by its route (never by its raw path), and set the headers of safety."""
    started = time.perf_counter()
    try:
        response = await call_next(request)
    except Exception as mistake:
        response = unexpected(request, mistake)
    route = getattr(request.scope.get("route"), "path", "unmatched")
    metrics: Metrics = request.app.state.server.metrics
    metrics.requests.labels(route, request.method, response.status_code).inc()
    metrics.seconds.labels(route).observe(time.perf_counter() - started)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.url.path not in _DOCS:
        response.headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
    if request.url.path.startswith("/v1"):
        response.headers["Cache-Control"] = "no-store"
    return response


async def _page() -> FileResponse:
    return FileResponse(_PAGE / "index.html")


async def _no_icon() -> Response:
    """Tell browsers, which always ask, that there is none."""
    return Response(status_code=204)
