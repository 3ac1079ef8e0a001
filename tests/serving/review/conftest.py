"""An application of the pages alone on a store of the test's own; it needs no model and no browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serving.access import passwords, sessions
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.review.pages import review_pages
from serving.review.visitor import cookie_name
from serving.settings import Settings
from tests.serving.store.worlds import NATION, an_office, an_officer

PASSWORD = "empat kata yang panjang"
REVIEWER = (Right.REVIEW,)


class Browser(TestClient):
    """A browser without scripts: it keeps cookies, follows no redirect by itself, and sends forms with their token."""

    def fill(self, path: str, *, page: str | None = None, **fields: Any) -> Any:
        """Send a form to `path` with the token of the session, taken from `page` (by default the history)."""
        token = csrf_of(self.get(page or "/review/history").text)
        return self.post(path, data={"csrf": token, **fields})


def csrf_of(html: str) -> str:
    """Return the token of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, "the page has no form with a token"
    return found[1]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(f"sqlite:///{tmp_path / 'uji.db'}")
    yield made
    made.close()


@pytest.fixture
def settings() -> Settings:
    return Settings(public_url="http://testserver", oidc_issuer=None)


@pytest.fixture
def app(office: Office, settings: Settings) -> FastAPI:
    made = FastAPI()
    made.state.server = SimpleNamespace(office=office, settings=settings, engine=None)
    made.include_router(review_pages())
    return made


@pytest.fixture
def stranger(app: FastAPI) -> Browser:
    """Return a browser that nobody has logged in with."""
    return Browser(app, follow_redirects=False)


Enter = Callable[..., Browser]


@pytest.fixture
def enter(app: FastAPI, office: Office, settings: Settings) -> Enter:
    """Return a way to log an officer in without the cost of a password."""

    def entered(who: Officer, **headers: str) -> Browser:
        browser = Browser(app, follow_redirects=False, headers=headers)
        with office.database.writing() as store:
            opened = sessions.open_session(store, who.id, office.now(), 8)
        browser.cookies.set(cookie_name(settings), opened.token)
        return browser

    return entered


@pytest.fixture
def sari(office: Office) -> Officer:
    return an_officer(office, "sari", REVIEWER)


@pytest.fixture
def browser(enter: Enter, sari: Officer) -> Browser:
    """Return the browser of Sari, who may review for the whole nation."""
    return enter(sari)


def with_password(office: Office, name: str, rights: Sequence[Right] = REVIEWER, **known: Any) -> Officer:
    """Add an officer who can log in with `PASSWORD`."""
    return an_officer(office, name, rights, NATION, password=passwords.hashed(PASSWORD), **known)
