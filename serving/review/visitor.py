"""Who looks at a page: the session behind the cookie, the language, and whether a form is really one of ours."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from serving.access import sessions
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.review import languages
from serving.settings import Settings
from triage.errors import TriageError, UnknownRegion
from triage.time_zones import WIB, time_zone


@dataclass(frozen=True, slots=True)
class Visitor:
    """An officer at a page: what they may, the token of their forms, and their language."""

    office: Office
    settings: Settings
    officer: Officer
    full_name: str
    csrf: str
    language: str
    token: str

    def may(self, right: str) -> bool:
        """Return whether the officer has a right, by its name."""
        return self.officer.may(Right(right))

    @property
    def zone(self) -> tzinfo:
        """The zone in which the officer's days are counted: that of the own agency, else WIB."""
        region = (self.officer.scope.agency or "").partition(":")[2].partition("#")[0]
        try:
            return time_zone(region or None)
        except UnknownRegion:
            return WIB


def office_of(request: Request) -> Office:
    """Return the office of the application.

    Raises:
        NotReady: the store is not open yet.
    """
    office: Office | None = getattr(request.app.state.server, "office", None)
    if office is None:
        raise NotReady()
    return office


def settings_of(request: Request) -> Settings:
    """Return the settings of the application."""
    settings: Settings = request.app.state.server.settings
    return settings


def find_visitor(request: Request) -> Visitor | None:
    """Return who looks, None without a session; NotReady without an office."""
    office, settings = office_of(request), settings_of(request)
    token = request.cookies.get(cookie_name(settings), "")
    session = sessions.find(office, token) if token else None
    if session is None:
        return None
    language = languages.known(request.cookies.get("lang") or session.officer.language)
    return Visitor(office, settings, session.officer, session.full_name, session.csrf, language, token)


def logged_in(request: Request) -> Visitor:
    """Return who looks.

    Raises:
        LoginNeeded: nobody is logged in.
    """
    visitor = find_visitor(request)
    if visitor is None:
        raise LoginNeeded(back=request.url.path if request.method == "GET" else "/review")
    return visitor


async def filled_form(request: Request) -> FormData:
    """Return the fields of a form."""
    return await request.form(max_files=0, max_fields=300)


def acting(
    request: Request, visitor: Annotated[Visitor, Depends(logged_in)], form: Annotated[FormData, Depends(filled_form)]
) -> Visitor:
    """Return who sends a form.

    Raises:
        FormExpired: the form is not one of this session, or another site sent it.
    """
    must_be_ours(request)
    given = form.get("csrf")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise FormExpired()
    return visitor


Reader = Annotated[Visitor, Depends(logged_in)]
"""The parameter of a route that shows something."""
Actor = Annotated[Visitor, Depends(acting)]
"""The parameter of a route that changes something; the form was checked."""
Form = Annotated[FormData, Depends(filled_form)]


def must_be_ours(request: Request) -> None:
    """Refuse a form that another site sent, by what browsers say of where it came from.

    `Referrer-Policy: no-referrer` makes browsers send `Origin: null` with our own forms; what counts then
    is Sec-Fetch-Site, or, in a browser too old to send it, the form's token alone.

    Raises:
        FormExpired: it came from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise FormExpired()
        return
    origin = request.headers.get("origin")
    ours = {_origin(settings_of(request).public_url), _origin(str(request.base_url))}
    if origin not in (None, "null") and _origin(str(origin)) not in ours:
        raise FormExpired()


def text(form: FormData, name: str) -> str:
    """Return a field's text without outer spaces; empty where it is missing."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> list[str]:
    """Return all values of a field that stands in a form several times, the empty ones too."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]


def is_secure(settings: Settings) -> bool:
    """Return whether people reach the pages over https only."""
    return urlsplit(settings.public_url).scheme == "https"


def cookie_name(settings: Settings) -> str:
    """Return the name of the session's cookie; the prefix makes browsers tie it to this host."""
    return "__Host-triage" if is_secure(settings) else "triage_session"


def give_cookie(response: Response, settings: Settings, token: str) -> None:
    """Put a session's token into a browser."""
    response.set_cookie(
        cookie_name(settings), token, max_age=round(settings.session_hours * 3600), path="/",
        secure=is_secure(settings), httponly=True, samesite="lax",
    )  # fmt: skip


def take_cookie(response: Response, settings: Settings) -> None:
    """Take the session's token out of a browser."""
    response.delete_cookie(cookie_name(settings), path="/", secure=is_secure(settings), httponly=True, samesite="lax")


def give_language(response: Response, settings: Settings, language: str) -> None:
    """Let a browser remember the language for a year."""
    response.set_cookie(
        "lang", languages.known(language), max_age=365 * 86400, path="/review", secure=is_secure(settings),
        httponly=True, samesite="lax",
    )  # fmt: skip


def way_back(wanted: str, otherwise: str = "/review") -> str:
    """Return a page of the review to go to; what leads elsewhere is not followed."""
    parts = urlsplit(wanted)
    inside = parts.path == "/review" or parts.path.startswith("/review/")
    safe = not parts.scheme and not parts.netloc and "\\" not in wanted and wanted.isprintable()
    return wanted if inside and safe else otherwise


def login_address(back: str) -> str:
    """Return where to log in, and to come back from."""
    return f"/review/login?next={quote(way_back(back), safe='/')}"


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.casefold()


class LoginNeeded(TriageError):
    code = "access/login-needed"
    what = "Nobody is logged in here."
    fix = "Log in; you come back to this page."


class FormExpired(TriageError):
    code = "access/form-expired"
    what = "This form is not one of your present session."
    fix = "Go back, load the page again and send it once more."


class NotReady(TriageError):
    code = "review/not-ready"
    what = "The server is still opening its store."
    fix = "Try again in a moment; /health/ready says what it waits for."
