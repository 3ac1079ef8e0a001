"""Logging in by name and password or at a provider, logging out, and the switch of language."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from serving.access import sessions
from serving.access.attempts import Attempts
from serving.access.login import Granted, log_in
from serving.casework.officers import Right
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.visitor import (
    Actor,
    Form,
    FormExpired,
    find_visitor,
    give_cookie,
    give_language,
    is_secure,
    must_be_ours,
    office_of,
    settings_of,
    take_cookie,
    text,
    way_back,
)
from triage.errors import TriageError

router = page_router()


def attempts_of(request: Request) -> Attempts:
    """Return the counts of this process's logins."""
    kept: Attempts | None = getattr(request.app.state, "login_attempts", None)
    if kept is None:
        kept = request.app.state.login_attempts = Attempts()
    return kept


@router.get("/login")
def login_form(request: Request, back: Annotated[str, Query(alias="next")] = "/review") -> Response:
    """Show the form; who is logged in goes on at once."""
    if find_visitor(request) is not None:
        return RedirectResponse(way_back(back), 303)
    return _form(request, back)


@router.post("/login")
def login(request: Request, form: Form, attempts: Annotated[Attempts, Depends(attempts_of)]) -> Response:
    """Open a session, or say what is wrong and keep the name."""
    back, name = text(form, "next"), text(form, "name")
    password = form.get("password")
    try:
        must_be_the_login_form(request, text(form, "csrf"))
        granted = log_in(
            office_of(request), attempts, name, password if isinstance(password, str) else "",
            request.client.host if request.client else "", settings_of(request).session_hours,
        )  # fmt: skip
    except TriageError as mistake:
        return _form(request, back, name, mistake)
    return welcome(request, granted, back)


def welcome(request: Request, granted: Granted, back: str) -> Response:
    """Return the way into the pages for who has just logged in: the session before it ends, a new token begins."""
    settings = settings_of(request)
    before = find_visitor(request)
    if before is not None:
        sessions.close(before.office, before.token)
    first = "/review" if Right.REVIEW in granted.officer.rights else "/review/practice"
    wanted = way_back(back, first)
    response = RedirectResponse(first if wanted == "/review" else wanted, 303)
    give_cookie(response, settings, granted.token)
    response.delete_cookie(_form_cookie(request), path="/", secure=is_secure(settings), httponly=True, samesite="lax")
    if "lang" not in request.cookies:
        give_language(response, settings, granted.officer.language)
    return response


@router.post("/logout")
def logout(request: Request, visitor: Actor) -> Response:
    """End the session, here and in the store."""
    sessions.close(visitor.office, visitor.token)
    response = RedirectResponse("/review/login", 303)
    take_cookie(response, visitor.settings)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.post("/language")
def switch_language(request: Request, form: Form) -> Response:
    """Change the language, also for who has not logged in; it changes nothing but a cookie of this browser."""
    must_be_ours(request)
    response = RedirectResponse(way_back(text(form, "next")), 303)
    give_language(response, settings_of(request), text(form, "lang"))
    return response


def _form(request: Request, back: str, name: str = "", mistake: TriageError | None = None) -> Response:
    settings = settings_of(request)
    token = request.cookies.get(_form_cookie(request)) or secrets.token_urlsafe(24)
    language = request.cookies.get("lang", "id")
    office_of(request)
    response = page(
        request, None, "login.html", status_of(mistake).value if mistake else 200,
        login_csrf=token, back=way_back(back), name=name, by_provider=settings.oidc_issuer is not None,
        mistake=told(mistake, language) if mistake else None,
    )  # fmt: skip
    if mistake and (wait := mistake.fields.get("retry_after")) is not None:
        response.headers["Retry-After"] = str(wait)
    response.set_cookie(
        _form_cookie(request), token, max_age=3600, path="/", secure=is_secure(settings), httponly=True, samesite="lax"
    )
    return response


def must_be_the_login_form(request: Request, given: str) -> None:
    """Refuse a login that another site sends, which would log somebody in under a name not theirs."""
    must_be_ours(request)
    kept = request.cookies.get(_form_cookie(request), "")
    if not kept or not hmac.compare_digest(given.encode(), kept.encode()):
        raise FormExpired()


def _form_cookie(request: Request) -> str:
    return "__Host-triage-form" if is_secure(settings_of(request)) else "triage_form"
