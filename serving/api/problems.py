"""Every mistake as an RFC 9457 problem; never with a complaint's text in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from serving.engine.errors import NoSuchRoute, UnusableRequest, WrongMethod
from serving.statuses import status_of
from triage.errors import TriageError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_NOT_JSON = "it is not valid JSON in UTF-8"
_NAME = re.compile(r"\w{1,40}", re.ASCII)
"""What a field may be called; a caller's other keys could be a complaint's words."""


def add_problems(app: FastAPI) -> None:
    """Make every error that can be explained a problem document; `unexpected` is for the others."""
    app.exception_handler(TriageError)(_explained)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_plain)


def problem(
    status: HTTPStatus, mistake: TriageError, headers: Mapping[str, str] | None = None, **extra: Any
) -> JSONResponse:
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
    wait = {"Retry-After": "1"} if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE) else {}
    return JSONResponse(body, status.value, {**wait, **(headers or {})}, MEDIA_TYPE)


def problem_for(mistake: TriageError, **extra: Any) -> JSONResponse:
    """Return the problem document of a mistake under its own status; a mistake without one is the server's."""
    return problem(status_of(mistake), mistake, **extra)


async def _explained(request: Request, mistake: TriageError) -> JSONResponse:
    return problem_for(mistake)


async def _invalid(request: Request, mistake: RequestValidationError) -> JSONResponse:
    """Say which fields are wrong and how, leaving out what stood in them."""
    fields = [{"field": _path(error["loc"]), "message": _message(error)} for error in mistake.errors()]
    summary = "; ".join(f"{item['field']}: {item['message']}" for item in fields[:5])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, UnusableRequest(problem=summary), errors=fields)


async def _plain(request: Request, mistake: HTTPException) -> JSONResponse:
    """Explain what the web framework refused: an unknown path, a wrong method, a body that is no text."""
    status = HTTPStatus(mistake.status_code)
    if status is HTTPStatus.NOT_FOUND:
        return problem(status, NoSuchRoute(got=request.url.path))
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (mistake.headers or {}).get("Allow", "")
        return problem(status, WrongMethod(got=request.method, allowed=allowed), mistake.headers)
    return problem(status, UnusableRequest(problem=f"body: {_NOT_JSON}"), mistake.headers)


def unexpected(request: Request, mistake: Exception) -> JSONResponse:
    """Log the kind of error and where it was raised, but not its message: that may quote the complaint.

    No handler of the framework does this: it would pass the error on to the server, whose log shows the message.
    """
    trace = mistake.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    logger.error("unexpected %s at %s on %s", type(mistake).__name__, where, request.url.path)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, TriageError())


def _message(error: Mapping[str, Any]) -> str:
    """Return what is wrong with a field; a place in broken JSON is told by its character."""
    return f"{_NOT_JSON} (character {error['loc'][-1]})" if error["type"] == "json_invalid" else str(error["msg"])


def _path(location: Sequence[int | str]) -> str:
    """Return a field's path; a place in broken JSON (a bare number) is the body, an odd name is not repeated."""
    parts = [str(part) for part in location[1:] if isinstance(part, str) or len(location) > 2]
    return ".".join(part if _NAME.fullmatch(part) else "…" for part in parts) or "body"
