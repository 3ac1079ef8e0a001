"""A supervisor's day in Chromium, on SQLite and on PostgreSQL: what the pages say, and what the store holds after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from serving.store import audit_log
from serving.store.schema import CaseRow, ItemRow, VerdictRow
from tests.serving.review.browser.site import Site, a_supervisor, kept_picture, log_in
from tests.serving.review.browser.world import BLIND, BRIBE, FLOOD, LAMP, RETURNED, ROOF, TWO, WATER, WIRE
from tests.serving.store.worlds import HEALTH, TRANSPORT

pytestmark = pytest.mark.full


@pytest.fixture
def page(opened, site: Site) -> Page:
    a_supervisor(site.office)
    window = opened()
    window.goto(f"{site.address}/review")
    return window


def acts_on(site: Site, report: str) -> list[str]:
    """Return the acts of the verdicts on a report, in their order."""
    with site.office.database.reading() as store:
        query = store.query(VerdictRow.act).join(CaseRow, CaseRow.id == VerdictRow.case)
        return [act for (act,) in query.filter(CaseRow.external_id == report).order_by(VerdictRow.given_at)]


def case_of(site: Site, report: str) -> CaseRow:
    with site.office.database.reading() as store:
        return store.query(CaseRow).filter(CaseRow.external_id == report, CaseRow.parent.is_(None)).one()


def at(page: Page, report: str) -> None:
    """Say that a report is the one in hand."""
    expect(page.locator(".item-head")).to_contain_text(report)


def press(page: Page, act: str) -> None:
    page.locator(f'[data-act="{act}"]:visible').first.click()


def open_report(page: Page, site: Site, title: str) -> None:
    """Go to a report of the queue by its title and take it in hand."""
    page.goto(f"{site.address}/review")
    page.get_by_role("link", name=title).first.click()
    if page.locator('[data-act="claim"]').count():
        press(page, "claim")


def test_a_day_from_login_to_logout(page, site):
    log_in(page)
    expect(page.locator("h1")).to_have_text("Antrean")
    expect(page.locator(".row").first).to_contain_text(WIRE.title)
    kept_picture(page, "queue")

    # accept: the danger that stands on top
    press(page, "next")
    at(page, WIRE.id)
    site.later(seconds=40)
    press(page, "accept")
    expect(page.locator("#said")).to_contain_text("Tersimpan")
    assert acts_on(site, WIRE.id) == ["accept"]
    assert case_of(site, WIRE.id).state == "settled"

    # change: the next one is there at once; another agency is found by its name
    at(page, RETURNED.id)
    site.later(seconds=40)
    page.fill("#agency-search", "")
    page.type("#agency-search", "dinas kesehatan")
    page.locator('[role="option"]').first.click()
    page.select_option("#urgency", "sedang")
    page.fill("#note", "Dua keluarga sudah berobat.")
    press(page, "change")
    expect(page.locator("#said")).to_contain_text("Dinas Kesehatan")
    assert acts_on(site, RETURNED.id) == ["change"]
    assert (case_of(site, RETURNED.id).agency, case_of(site, RETURNED.id).urgency) == (HEALTH, "sedang")

    # incident: four reports of one flood, one verdict
    site.later(seconds=40)
    page.get_by_role("link", name="Lihat dan putuskan sekaligus").click()
    expect(page.locator('input[name="seen_item"]:checked')).to_have_count(len(FLOOD))
    kept_picture(page, "incident", clip={"x": 0, "y": 0, "width": 1280, "height": 720})
    press(page, "accept")
    expect(page.locator("#said")).to_contain_text("Tersimpan untuk 4 laporan")
    assert all(acts_on(site, one.id) == ["accept"] for one in FLOOD)

    # a secret report: marked as such, and escalated past the city's desk to the nation's
    at(page, BRIBE.id)
    expect(page.locator(".badge.secret")).to_be_visible()
    site.later(seconds=40)
    press(page, "escalate")
    expect(page.locator("#said")).to_contain_text("Tersimpan")
    at(page, TWO.id)
    assert acts_on(site, BRIBE.id) == ["escalate"]
    with site.office.database.reading() as store:
        assert store.query(ItemRow.tier).filter(ItemRow.secret.is_(True)).scalar() == "national"

    # split: the text falls into two, each for an agency of its own
    site.later(seconds=40)
    page.locator("#split > summary").click()
    assert page.locator('[name="part_text"]').count() == 2
    for number, agency in enumerate(("kabkota.pekerjaan-umum:35.78", "kabkota.lingkungan-hidup:35.78"), start=1):
        page.select_option(f"#part-agency-{number}", agency)
    press(page, "split")
    expect(page.locator("#said")).to_contain_text("Tersimpan")
    assert acts_on(site, TWO.id) == ["split"]
    with site.office.database.reading() as store:
        children = store.query(CaseRow).filter(CaseRow.parent == case_of(site, TWO.id).id).all()
    assert {child.agency for child in children} == {"kabkota.pekerjaan-umum:35.78", "kabkota.lingkungan-hidup:35.78"}

    # a number key among the candidates, and undo
    open_report(page, site, LAMP.title)
    site.later(seconds=40)
    press(page, "accept")
    expect(page.locator("#said")).to_contain_text("Dinas Perhubungan")
    assert case_of(site, LAMP.id).agency == TRANSPORT
    site.later(seconds=5)
    press(page, "undo")
    expect(page.locator("#said")).to_contain_text("Putusan ditarik")
    assert acts_on(site, LAMP.id) == ["accept", "undo"]
    assert case_of(site, LAMP.id).state == "in_review"

    # the blind reading shows nothing of what the machine did
    open_report(page, site, BLIND.title)
    expect(page.locator("#blind")).to_contain_text("tanpa usulan")
    assert page.locator("#proposed, [data-number], #reasons, #similar").count() == 0
    assert "97" not in page.locator("main").inner_text()
    kept_picture(page, "blind")
    site.later(seconds=40)
    page.type("#agency-search", "dinas kesehatan kota surabaya")
    page.locator('[role="option"]').first.click()
    page.select_option("#category", "kesehatan")
    page.select_option("#urgency", "sedang")
    page.select_option("#kind", "pengaduan_non_pengawasan")
    press(page, "change")
    expect(page.locator("#said")).to_contain_text("Tersimpan")
    assert acts_on(site, BLIND.id) == ["change"]
    assert case_of(site, BLIND.id).state != "in_review"

    # history and the day
    page.get_by_role("link", name="Riwayat").click()
    expect(page.locator("#verdicts > li").first).to_contain_text(BLIND.id)
    assert page.locator("#verdicts .undone").count() == 1
    kept_picture(page, "history")
    page.get_by_role("link", name="Hari ini").click()
    assert page.locator('[data-figure="settled"]').inner_text() not in ("", "0")
    kept_picture(page, "day")

    # log out: the way back is shut
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("h1")).to_have_text("Masuk")
    page.go_back()
    page.goto(f"{site.address}/review/history")
    expect(page.locator("h1")).to_have_text("Masuk")
    assert page.complaints == []
    with site.office.database.reading() as store:
        count, _ = audit_log.verify(store)
    assert count > 20


def test_two_supervisors_never_settle_one_report_twice(opened, site):
    windows = []
    for name in ("sari", "budi"):
        who = a_supervisor(site.office, name, full_name=name.title())
        window = opened(site.entered(who))
        window.goto(f"{site.address}/review")
        press(window, "next")
        windows.append(window)
    first, second = windows
    at(first, WIRE.id)
    at(second, RETURNED.id)

    held = first.url
    second.goto(held)
    expect(second.locator("#holder")).to_contain_text("Sari")
    assert second.locator('[data-act="accept"]').count() == 0
    press(first, "accept")
    second.reload()
    expect(second.locator(".verdicts")).to_contain_text("Sari")
    assert acts_on(site, WIRE.id) == ["accept"]


def test_what_another_settled_meanwhile_is_told_and_not_overwritten(opened, site):
    sari, budi = a_supervisor(site.office), a_supervisor(site.office, "budi", full_name="Budi Santosa")
    first, second = opened(site.entered(sari)), opened(site.entered(budi))
    open_report(first, site, ROOF.title)
    site.later(minutes=60)
    open_report(second, site, ROOF.title)
    press(second, "accept")
    press(first, "spam")

    expect(first.locator("#mistake")).to_be_visible()
    expect(first.locator(".verdicts")).to_contain_text("Budi Santosa")
    assert acts_on(site, ROOF.id) == ["accept"]


def test_a_refused_agency_is_named_and_not_proposed_again(opened, site):
    window = opened(site.entered(a_supervisor(site.office)))
    open_report(window, site, RETURNED.title)

    expect(window.locator(".facts").first).to_contain_text("Sudah menolak")
    assert window.locator(f'[value="{WATER}"]:checked').count() == 1
    assert window.locator('#agency-choices [value="kabkota.pekerjaan-umum:35.78"]').count() == 0
