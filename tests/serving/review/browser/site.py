"""The pages of the review, really served on a port of this machine, and what a browser does with them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, Request
from starlette.staticfiles import StaticFiles

from serving.access import passwords, sessions
from serving.casework.office import Office
from serving.casework.officers import Officer, Right, Scope
from serving.review.pages import STATIC, review_pages
from serving.settings import Settings
from tests.serving.store.worlds import NATION, a_body, an_office, an_officer, clock_of

PASSWORD = "empat kata yang panjang"
_QUICK = passwords.hashed(PASSWORD)
SCREENSHOTS = os.environ.get("REVIEW_SCREENSHOTS")
"""A folder that screenshots are kept in (docs/images/review); none are taken without it."""


@dataclass(frozen=True)
class Site:
    """A served store: its address, and the office behind it to look into what the pages did."""

    address: str
    office: Office

    def later(self, **by: float) -> None:
        """Let time pass."""
        clock_of(self.office).move(**by)

    def entered(self, who: Officer, language: str = "id") -> list[Any]:
        """Return the cookies of an officer who is logged in."""
        with self.office.database.writing() as store:
            opened = sessions.open_session(store, who.id, self.office.now(), 8)
        return [
            {"name": "triage_session", "value": opened.token, "url": self.address},
            {"name": "lang", "value": language, "url": f"{self.address}/review"},
        ]


@contextmanager
def served(url: str, engine: Any = None) -> Iterator[Site]:
    """Serve the pages on the store at `url` until the block ends."""
    office = an_office(url, ids="laman")
    app = FastAPI()
    app.state.server = SimpleNamespace(office=office, settings=Settings(oidc_issuer=None), engine=engine)
    app.include_router(review_pages())
    app.mount("/review/static", StaticFiles(directory=STATIC))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Site(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", office)
    finally:
        server.should_exit = True
        thread.join()
        office.close()


def a_supervisor(office: Office, name: str = "sari", scope: Scope | None = None, **known: Any) -> Officer:
    """Add an officer of the city who may read secret reports and read blind, and who logs in with `PASSWORD`."""
    rights = (Right.REVIEW, Right.SECRET, Right.AUDIT)
    known = {"full_name": "Sari Wulandari", "password": _QUICK, **known}
    return an_officer(office, name, rights, scope or a_body(), **known)


def an_all_rounder(office: Office, name: str = "dewi") -> Officer:
    """Add an officer of the nation who has every right, and so sees every page and every link."""
    return an_officer(office, name, tuple(Right), NATION, full_name="Dewi Anggraini", password=_QUICK)


def watched(page: Page) -> Page:
    """Keep what the browser complains of (scripts, content policy, files that don't come) in `page.complaints`."""
    page.complaints = []  # type: ignore[attr-defined]
    keep = page.complaints.append  # type: ignore[attr-defined]
    page.on("console", lambda message: message.type in ("error", "warning") and keep(message.text))
    page.on("pageerror", lambda error: keep(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and keep(f"{answer.status} {answer.url}"))
    page.on("requestfailed", lambda request: _is_missed(request) and keep(f"{request.url}: {request.failure}"))
    return page


def _is_missed(request: Request) -> bool:
    """Return whether a file failed; one that was on its way when the page was left did not."""
    return request.failure != "net::ERR_ABORTED"


def log_in(page: Page, name: str = "sari") -> None:
    """Fill the form that stands before the page that was asked for."""
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click('[data-act="login"]')


def kept_picture(page: Page, name: str, **known: Any) -> None:
    """Keep a screenshot for the documents, where a folder for them is named."""
    if SCREENSHOTS:
        page.screenshot(path=str(Path(SCREENSHOTS) / f"{name}.png"), **known)
