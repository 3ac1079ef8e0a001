"""All pages of the review as one router, each answer with the headers that keep personal data where it belongs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from serving.review.mistakes import status_of, told
from serving.review.visitor import LoginNeeded, NotReady, Visitor, find_visitor, login_address
from triage.errors import TriageError

STATIC = Path(str(files("serving.review").joinpath("static")))
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
logger = logging.getLogger(__name__)


class PageRoute(APIRoute):
    """A route that answers with a page: mistakes are told on one, and nothing of it may be kept by a cache."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with what every page needs around it."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
            except LoginNeeded as needed:
                response = _to_login(request, needed)
            except TriageError as mistake:
                response = await run_in_threadpool(mistake_page, request, mistake)
            response.headers.update(HEADERS)
            return response

        return answer


def page_router() -> APIRouter:
    """Return a router for some pages under /review; every module of pages makes its own."""
    return APIRouter(prefix="/review", route_class=PageRoute, include_in_schema=False)


def mistake_page(request: Request, mistake: TriageError) -> Response:
    """Return the page that tells a mistake, what was got and how to mend it."""
    from serving.review.render import page

    visitor = _visitor_or_none(request)
    language = visitor.language if visitor else request.cookies.get("lang", "id")
    logger.info("a page refused: %s", mistake.code)
    response = page(
        request, visitor, "mistake.html", status_of(mistake).value,
        mistake=told(mistake, language), leads_on=visitor is not None and visitor.may("review"),
    )  # fmt: skip
    if (wait := mistake.fields.get("retry_after")) is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def review_pages() -> APIRouter:
    """Return a router with all pages; /review/static is to be mounted from `STATIC` beside it."""
    from serving.review import (
        admin_pages,
        agency_search,
        audit_pages,
        incident_pages,
        item_pages,
        key_pages,
        login_pages,
        my_pages,
        oidc_pages,
        practice_pages,
        quality_pages,
        queue_pages,
        user_pages,
        webhook_pages,
    )

    daily = (login_pages, oidc_pages, queue_pages, item_pages, agency_search, incident_pages, my_pages, practice_pages)
    steering = (admin_pages, user_pages, key_pages, webhook_pages, quality_pages, audit_pages)
    router = APIRouter()
    for module in (*daily, *steering):
        router.include_router(module.router)
    return router


def _to_login(request: Request, needed: LoginNeeded) -> Response:
    """Return the way to the login page; a part of a page that htmx asked for can't show one, the browser goes there."""
    address = login_address(str(needed.fields["back"]))
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/review/login"})
    return RedirectResponse(address, 303)


def _visitor_or_none(request: Request) -> Visitor | None:
    try:
        return find_visitor(request)
    except NotReady:
        return None
