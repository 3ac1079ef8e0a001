"""Logging in at an OpenID Connect provider: the way there, and the way back."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from serving.access.errors import LoginNotOurs
from serving.access.identities import officer_for
from serving.access.login import log_in_known
from serving.access.oidc import Pending, Provider, refusal
from serving.review.login_pages import welcome
from serving.review.pages import page_router
from serving.review.visitor import is_secure, office_of, settings_of, way_back

router = page_router()
_KEPT_SECONDS = 900


def provider_of(request: Request) -> Provider:
    """Return the provider that the settings name; a server keeps one.

    Raises:
        LoginNotOurs: people do not log in at a provider here.
    """
    kept: Provider | None = getattr(request.app.state, "login_provider", None)
    if kept is None:
        settings = settings_of(request)
        if settings.oidc_issuer is None:
            raise LoginNotOurs()
        back = f"{settings.public_url.rstrip('/')}/review/oidc/callback"
        kept = request.app.state.login_provider = Provider(
            settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret.get_secret_value(), back,
            office_of(request).now,
        )  # fmt: skip
    return kept


@router.get("/oidc/begin")
def begin(request: Request, next: Annotated[str, Query(max_length=2000)] = "") -> Response:
    """Send somebody to the provider; what must be kept until they come back stays in their own browser.

    A link, not a form: the pages' content policy lets no form lead to another host.
    """
    address, pending = provider_of(request).begin()
    response = RedirectResponse(address, 303)
    kept = json.dumps({**asdict(pending), "back": way_back(next)})
    response.set_cookie(
        _cookie(request), urlsafe_b64encode(kept.encode()).decode(), max_age=_KEPT_SECONDS, path="/",
        secure=is_secure(settings_of(request)), httponly=True, samesite="lax",
    )  # fmt: skip
    return response


@router.get("/oidc/callback")
def come_back(
    request: Request,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=500)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Open a session for who comes back from the provider."""
    kept = _kept(request)
    if error:
        raise refusal(error)
    pending = Pending(*(kept[name] for name in ("state", "nonce", "verifier", "begun_at")))
    identity = provider_of(request).finish(pending, code, state)
    office = office_of(request)
    officer = officer_for(office, identity)
    granted = log_in_known(office, officer.id, settings_of(request).session_hours)
    response = welcome(request, granted, str(kept["back"]))
    response.delete_cookie(
        _cookie(request), path="/", secure=is_secure(settings_of(request)), httponly=True, samesite="lax"
    )
    return response


def _kept(request: Request) -> dict[str, Any]:
    """Return what the browser kept; it is the browser's own, and only fits the login that it began."""
    try:
        kept = json.loads(urlsafe_b64decode(request.cookies.get(_cookie(request), "")))
        texts = all(isinstance(kept[name], str) for name in ("state", "nonce", "verifier", "back"))
        whole = texts and isinstance(kept["begun_at"], int)
    except (ValueError, KeyError, TypeError):
        raise LoginNotOurs() from None
    if not whole:
        raise LoginNotOurs()
    return dict(kept)


def _cookie(request: Request) -> str:
    return "__Host-triage-oidc" if is_secure(settings_of(request)) else "triage_oidc"
