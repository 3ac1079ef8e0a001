"""One Chromium a module, a context of its own for every test, and a morning's store to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.serving.review.browser.site import Site, served, watched
from tests.serving.review.browser.world import a_morning
from tests.serving.store.stores import migrated_sqlite, postgres, store_url
from tests.serving.store.worlds import an_office

__all__ = ["migrated_sqlite", "postgres", "store_url"]

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
DESK = {"width": 1280, "height": 860}
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for a module's tests: Playwright's loop must be closed before another module begins one."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Return a way to open a window of one's own, `known` being what Playwright's contexts take."""
    contexts: list[BrowserContext] = []

    def open_window(cookies: Any = (), **known: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESK, "locale": "id-ID", **known})
        context.set_default_timeout(8000)
        context.add_cookies(list(cookies))
        contexts.append(context)
        return watched(context.new_page())

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def morning(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with a morning's reports, built once a run."""
    path = tmp_path_factory.mktemp("pagi") / "pagi.db"
    shutil.copy(migrated_sqlite, path)
    office = an_office(f"sqlite:///{path}")
    a_morning(office)
    office.close()
    return path


@pytest.fixture
def quick_site(morning: Path, tmp_path: Path) -> Iterator[Site]:
    """A morning's store, a copy in SQLite: for what does not depend on the database."""
    path = tmp_path / "uji.db"
    shutil.copy(morning, path)
    with served(f"sqlite:///{path}") as made:
        yield made


@pytest.fixture
def site(store_url: str) -> Iterator[Site]:
    """A morning's store on SQLite and on PostgreSQL."""
    with served(store_url) as made:
        a_morning(made.office)
        yield made
