"""Every page for everybody: axe without a violation, wide letters, a telephone, paper, and no script at all."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from serving.casework.officers import Officer
from serving.store.schema import CaseRow, ItemRow, VerdictRow
from tests.serving.review.browser.conftest import Opened
from tests.serving.review.browser.pages import Shown, an_engine, full_pages, paths_of_pages
from tests.serving.review.browser.site import Site, a_supervisor, an_all_rounder, kept_picture, log_in, served
from tests.serving.review.browser.world import RETURNED, WIRE
from tests.serving.store.worlds import HEALTH

pytestmark = pytest.mark.full

AXE = Axe()
RUN = "options => axe.run({ include: [['html']], exclude: [['option']] }, options)"
"""The browser itself draws the hundreds of labels in a select; axe needs seconds for them."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
COLOURS_ONLY = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
PICTURES = {
    "/review/practice/latihan-01/feedback": "practice",
    "/review/quality": "quality",
    "/review/audit": "audit",
    "/review/admin": "admin",
}
NARROW = 320
"""What WCAG 1.4.10 asks for: 1280 pixels at 400 %; 200 % and a telephone are wider."""


@pytest.fixture(scope="module")
def full(morning, tmp_path_factory) -> Any:
    """A store with something on every page, whoever it is shown to having all rights."""
    path = tmp_path_factory.mktemp("penuh") / "penuh.db"
    shutil.copy(morning, path)
    with served(f"sqlite:///{path}", engine=an_engine()) as site:
        who = an_all_rounder(site.office)
        with site.office.database.reading() as store:
            rows = store.query(CaseRow.external_id, ItemRow.id).join(ItemRow, ItemRow.case == CaseRow.id)
            items = dict(row for row in rows.order_by(ItemRow.reading.desc()))
        yield site, who, full_pages(site.office, who, items)


def every_page(opened: Opened, full: tuple[Site, Officer, Shown], language: str = "id", **known: Any) -> Any:
    """Go through all pages in one window and give it with each address; the login page as a stranger."""
    site, who, shown = full
    window, stranger = opened(site.entered(who, language), **known), opened(site.entered(who, language)[1:], **known)
    for address in shown:
        page = stranger if address == "/review/login" else window
        page.goto(site.address + address)
        yield page, address


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Return what axe finds, as rule and node."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(RUN, options)["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['any'][:1]}" for one in found for node in one["nodes"]]


def test_every_page_of_the_router_is_tested_here(full):
    assert set(full[2].addresses) == paths_of_pages()


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_on_any_page_in_light_and_dark(opened, full, language):
    found: dict[str, list[str]] = {}
    complaints: list[str] = []
    for page, address in every_page(opened, full, language):
        assert page.get_attribute("html", "lang") == language
        if language == "id" and address in PICTURES:
            kept_picture(page, PICTURES[address])
        wrong = violations(page, ALL_RULES)
        if language == "id":  # colours are the same in both
            page.emulate_media(color_scheme="dark")
            wrong += [f"dark {one}" for one in violations(page, COLOURS_ONLY)]
            page.emulate_media(color_scheme="light")
        if wrong:
            found[address] = wrong
        complaints += [f"{address}: {one}" for one in page.complaints if "tidak-ada" not in address]
        page.complaints.clear()
    assert found == {}
    assert complaints == []


def test_the_list_of_keys_is_accessible_too(opened, full):
    site, who, shown = full
    page = opened(site.entered(who))
    page.goto(site.address + shown.addresses["/review/items/{item_id}"][0])
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert violations(page, ALL_RULES) == []


def test_nothing_runs_over_the_edge_of_a_narrow_screen(opened, full):
    wide: dict[str, Any] = {}
    for page, address in every_page(opened, full, viewport={"width": NARROW, "height": 640}):
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        over = page.evaluate(
            """() => {
              const wide = document.documentElement.scrollWidth > innerWidth;
              const inScroll = (one) => one.closest('.scroll, .scrolls');
              const cut = [...document.querySelectorAll('main *, header *')].filter((one) =>
                one.getBoundingClientRect().right > innerWidth + 1 && !inScroll(one)
                && !one.closest('.visually-hidden'));
              return wide || cut.length ? cut.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) : null;
            }"""
        )
        if over is not None:
            wide[address] = over
    assert wide == {}


def test_letters_twice_as_large_cut_nothing_off(opened, full):
    cut: dict[str, Any] = {}
    for page, address in every_page(opened, full, viewport={"width": 1280, "height": 860}):
        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        lost = page.evaluate(
            """() => {
              const wide = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
              const lost = [...document.querySelectorAll('button, .button, label, h1, h2, dt, dd, .badge')].filter(
                (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === 'hidden'
                  && !one.closest('.visually-hidden'));
              return [...wide, ...lost.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))];
            }"""
        )
        if lost:
            cut[address] = lost
    assert cut == {}


def test_paper_holds_the_report_and_no_buttons(opened, full):
    site, who, shown = full
    page = opened(site.entered(who))
    page.goto(site.address + shown.addresses["/review/items/{item_id}"][0])
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator("#complaint")).to_be_visible()
    expect(page.locator("#proposed")).to_be_visible()
    assert page.locator("button:visible, nav:visible").count() == 0
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    kept_picture(page, "print")


def test_a_telephone_shows_text_and_main_act(opened, full):
    site, who, shown = full
    page = opened(site.entered(who), viewport={"width": 390, "height": 844}, device_scale_factor=1, has_touch=True)
    page.goto(site.address + shown.addresses["/review/items/{item_id}"][0])
    kept_picture(page, "telephone")
    box = page.locator('[data-act="accept"]').bounding_box()

    assert box is not None
    assert box["height"] >= 44
    assert box["width"] > 250


def test_the_words_that_name_a_place_are_marked(opened, full):
    site, who, shown = full
    page = opened(site.entered(who), viewport={"width": 1120, "height": 800})
    page.goto(site.address + shown.addresses["/review/items/{item_id}"][0])
    kept_picture(page, "item")
    assert page.locator("mark").count() == 1


def test_a_day_without_scripts(opened, quick_site):
    a_supervisor(quick_site.office)
    page = opened(java_script_enabled=False)
    page.goto(f"{quick_site.address}/review")
    log_in(page)
    page.click('[data-act="next"]')
    page.click('[data-act="accept"]')
    expect(page.locator("#said")).to_contain_text("Tersimpan")
    quick_site.later(seconds=5)
    page.click('#said [data-act="undo"]')
    quick_site.later(seconds=5)
    page.goto(f"{quick_site.address}/review?urgency=2")
    page.click('[data-act="next"]')
    page.fill("#agency-search", "dinas kesehatan kota surabaya")
    page.locator(".only-plain:visible").first.click()
    page.locator(f'#agency-choices input[value="{HEALTH}"]').check()
    page.click('#answer [data-act="change"]')
    expect(page.locator("#said")).to_contain_text("Tersimpan")

    with quick_site.office.database.reading() as store:
        rows = store.query(CaseRow.external_id, VerdictRow.act).join(CaseRow, CaseRow.id == VerdictRow.case)
        done = [tuple(row) for row in rows.order_by(VerdictRow.given_at)]
    assert sorted(done) == sorted([(WIRE.id, "accept"), (WIRE.id, "undo"), (RETURNED.id, "change")])
