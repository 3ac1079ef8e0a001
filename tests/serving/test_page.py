"""The page in a real browser: a person types a complaint and sees the decision, in two languages."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from serving.api.app import create_app
from serving.settings import Settings
from tests.serving.conftest import SLEMAN
from tests.serving.requests import LAMP

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def address(bundle, tmp_path_factory) -> Iterator[str]:
    store = f"sqlite:///{tmp_path_factory.mktemp('store')}/triage.db"
    app = create_app(Settings(model=str(bundle), region=SLEMAN, store=store))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not (server.started and app.state.server.engine):
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.complaints: list[str] = []
        page.on(
            "console", lambda message: message.type in ("error", "warning") and page.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        page.goto(address)
        yield page
        browser.close()


def test_a_person_types_a_complaint_and_sees_decision_and_bars_in_two_languages(page):
    page.fill("#text", LAMP)
    page.fill("#region", SLEMAN)
    page.click("#submit")
    page.wait_for_selector("#result:not([hidden])")

    assert page.get_attribute(".decision", "data-action") in ("auto_route", "review", "urgent_lane")
    assert page.inner_text("#decision")
    assert page.locator(".decision li[data-code]").count() >= 1
    for task in ("agency", "category", "urgency", "kind"):
        bars = page.locator(f'[data-task="{task}"] .bars .bar > span')
        assert bars.count() >= 3
        assert bars.first.evaluate("bar => bar.getBoundingClientRect().width") > 0
    assert "Tingkat urgensi" in page.inner_text("#result")
    indonesian = page.inner_text(".decision li[data-code] >> nth=0")

    page.click('[data-language="en"]')

    assert page.get_attribute("html", "lang") == "en"
    assert "Tingkat urgensi" not in page.inner_text("#result")
    assert page.inner_text(".decision li[data-code] >> nth=0") != indonesian
    assert page.complaints == []


def test_an_empty_complaint_is_asked_for_and_not_sent(page):
    page.click("#submit")

    assert page.is_visible("#text-error")
    assert page.is_hidden("#result")
    assert page.complaints == []


def test_a_region_that_does_not_exist_is_explained_on_the_page(page):
    page.fill("#text", LAMP)
    page.fill("#region", "99.99")
    page.click("#submit")
    page.wait_for_selector("#problem h2")

    assert "region/unknown-code" in page.inner_text("#problem")
    assert page.is_hidden("#result")


def test_markup_in_a_complaint_is_never_run(page):
    page.fill("#text", f"{LAMP} <img src=x onerror='document.title=\"diretas\"'>")
    page.click("#submit")
    page.wait_for_selector("#result:not([hidden])")

    assert page.title() != "diretas"
    assert page.locator("#result img").count() == 0
    assert page.complaints == []
