"""Every mistake as an RFC 9457 problem; never with a complaint's text in it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from serving.engine.errors import EngineNotReady, EngineOverloaded, UnusableRequest, WrongApiKey
from triage.errors import TriageError, UnknownRegion

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_STATUS: dict[type[TriageError], HTTPStatus] = {
    UnusableRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownRegion: HTTPStatus.UNPROCESSABLE_ENTITY,
    WrongApiKey: HTTPStatus.UNAUTHORIZED,
    EngineOverloaded: HTTPStatus.TOO_MANY_REQUESTS,
    EngineNotReady: HTTPStatus.SERVICE_UNAVAILABLE,
}


def add_problems(app: FastAPI) -> None:
    """Make every error of an application a problem document."""
    app.add_exception_handler(TriageError, _explained)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def problem(status: HTTPStatus, mistake: TriageError, **extra: Any) -> JSONResponse:
    """Return a problem document for a mistake; `type` is a relative reference that names its code."""
    told = mistake.as_dict()
    body = {
        "type": f"/docs#{told['code']}",
        "title": status.phrase,
        "status": status.value,
        "detail": told.pop("what"),
        **told,
        **extra,
    }
    headers = {"Retry-After": "1"} if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE) else None
    return JSONResponse(body, status.value, headers, MEDIA_TYPE)


async def _explained(request: Request, mistake: Exception) -> JSONResponse:
    assert isinstance(mistake, TriageError)
    return problem(_STATUS.get(type(mistake), HTTPStatus.INTERNAL_SERVER_ERROR), mistake)


async def _invalid(request: Request, mistake: Exception) -> JSONResponse:
    """Say which fields are wrong and how, leaving out what stood in them."""
    assert isinstance(mistake, RequestValidationError)
    fields = [{"field": _path(error["loc"]), "message": error["msg"]} for error in mistake.errors()]
    summary = "; ".join(f"{item['field']}: {item['message']}" for item in fields[:5])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, UnusableRequest(problem=summary), errors=fields)


async def _plain(request: Request, mistake: Exception) -> JSONResponse:
    assert isinstance(mistake, HTTPException)
    status = HTTPStatus(mistake.status_code)
    return problem(status, UnusableRequest(problem=str(mistake.detail)))


async def _unexpected(request: Request, mistake: Exception) -> JSONResponse:
    """Log the kind of error and where it was raised, but not its message: that may quote the complaint."""
    trace = mistake.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    logger.error("unexpected %s at %s on %s", type(mistake).__name__, where, request.url.path)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, TriageError())


def _path(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location if part != "body") or "body"
