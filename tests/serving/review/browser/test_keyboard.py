"""The review with a keyboard alone: no pointer is used in this file."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from serving.store.schema import CaseRow, ItemRow, VerdictRow
from tests.serving.review.browser.conftest import Opened
from tests.serving.review.browser.site import PASSWORD, Site, a_supervisor
from tests.serving.review.browser.world import RETURNED, WIRE
from tests.serving.store.worlds import HEALTH

MOST_STOPS = 600


@pytest.fixture
def queue(opened: Opened, quick_site: Site) -> Page:
    """The queue of Sari, who is logged in."""
    page = opened(quick_site.entered(a_supervisor(quick_site.office)))
    page.goto(f"{quick_site.address}/review")
    return page


class Keys:
    """Presses keys and counts them; waits for the page that a press leads to."""

    def __init__(self, page: Page) -> None:
        self._page, self.count = page, 0

    def to_page(self, key: str) -> None:
        with self._page.expect_navigation():
            self.stay(key)

    def stay(self, key: str) -> None:
        self._page.keyboard.press(key)
        self.count += 1


def verdicts(site: Site) -> list[tuple[str, str, str | None]]:
    """Return all verdicts as report, act and agency."""
    with site.office.database.reading() as store:
        query = store.query(CaseRow.external_id, VerdictRow.act, VerdictRow.agency)
        rows = query.join(CaseRow, CaseRow.id == VerdictRow.case).order_by(VerdictRow.given_at, VerdictRow.id)
        return [tuple(row) for row in rows]


def focused(page: Page) -> str:
    """Return the id, act or text of what has the focus."""
    return page.evaluate(
        """() => {
          const at = document.activeElement;
          return at === document.body ? 'body' : at.id || at.dataset.act || at.textContent.trim();
        }"""
    )


def tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Go on with Tab until `wanted` has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    raise AssertionError(f"{wanted} can't be reached with Tab")


def test_an_officer_logs_in_with_tab_and_enter(opened, quick_site):
    a_supervisor(quick_site.office)
    page = opened()
    page.goto(f"{quick_site.address}/review")
    tab_to(page, "name")
    page.keyboard.type("sari")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Antrean")


def test_a_clear_report_is_settled_with_one_key_and_the_next_is_there(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.count = 0
    keys.to_page("a")

    assert keys.count <= 2
    assert verdicts(quick_site)[0][:2] == (WIRE.id, "accept")
    expect(queue.locator(".item-head")).to_contain_text(RETURNED.id)
    expect(queue.locator("#holder")).to_contain_text("Di tangan Anda")


def test_enter_alone_accepts_too(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.to_page("Enter")
    assert verdicts(quick_site)[0][:2] == (WIRE.id, "accept")


def test_a_number_and_enter_choose_another_candidate(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.to_page("s")
    keys.count = 0
    keys.stay("2")
    assert queue.locator(f'input[value="{HEALTH}"]').is_checked()
    keys.to_page("Enter")

    assert keys.count == 2
    assert verdicts(quick_site) == [(RETURNED.id, "change", HEALTH)]


def test_a_skipped_report_waits_for_others_and_undo_is_one_key(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.to_page("s")
    expect(queue.locator("#said")).to_contain_text("dilewati")
    keys.to_page("a")
    quick_site.later(seconds=3)
    keys.to_page("u")

    assert [act for _, act, _ in verdicts(quick_site)] == ["accept", "undo"]
    with quick_site.office.database.reading() as store:
        assert store.query(ItemRow).filter(ItemRow.state == "settled").count() == 0


def test_an_agency_is_found_typed_and_chosen_with_arrows(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.stay("i")
    assert focused(queue) == "agency-search"
    queue.keyboard.type("lingkungan hidup")
    expect(queue.locator('[role="option"]').first).to_be_visible()
    keys.stay("ArrowDown")
    assert queue.get_attribute("#agency-search", "aria-activedescendant")
    keys.stay("Enter")
    chosen = queue.locator("#agency-choices input:checked").get_attribute("value")
    keys.to_page("Enter")

    assert chosen.startswith("kabkota.lingkungan-hidup")
    assert verdicts(quick_site) == [(WIRE.id, "change", chosen)]


def test_letters_typed_into_a_note_are_no_keys(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    address = queue.url
    keys.stay("c")
    assert focused(queue) == "note"
    queue.keyboard.type("sawen 123 u?")

    assert queue.input_value("#note") == "sawen 123 u?"
    assert queue.url == address
    assert verdicts(quick_site) == []
    keys.stay("Escape")
    assert focused(queue) == "body"


def test_letters_pressed_with_ctrl_are_the_browsers(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.stay("Control+a")
    keys.stay("Control+s")
    queue.wait_for_timeout(200)
    assert verdicts(quick_site) == []


def test_single_letters_can_be_switched_off_and_stay_off(queue, quick_site):
    keys = Keys(queue)
    keys.to_page("n")
    keys.stay("?")
    expect(queue.locator("#keys")).to_be_visible()
    queue.locator("#single-keys").focus()
    keys.stay("Space")
    keys.stay("Escape")
    expect(queue.locator("#keys")).to_be_hidden()
    keys.stay("a")
    queue.reload()
    keys.stay("a")
    queue.wait_for_timeout(200)

    assert verdicts(quick_site) == []
    assert queue.locator('[data-act="accept"] kbd').is_hidden()


def test_every_stop_of_the_tab_key_shows_where_it_is(queue, quick_site):
    Keys(queue).to_page("n")
    seen = []
    for _ in range(MOST_STOPS):
        queue.keyboard.press("Tab")
        if focused(queue) == "body":
            break
        seen.append(
            queue.evaluate(
                """() => {
                  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
                  const shows = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                  const isThere = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
                  return [at.id || at.dataset.act || at.textContent.trim().slice(0, 30), shows && isThere];
                }"""
            )
        )
    assert len(seen) > 20
    assert [name for name, shows in seen if not shows] == []
