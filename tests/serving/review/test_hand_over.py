from __future__ import annotations

import pytest

from serving.casework.officers import Right
from tests.serving.store.worlds import a_secret_one, admitted, an_officer, clock_of
from triage.dangers import Danger
from triage.decision import Action
from triage.emergency import load_emergency
from triage.reasons import Reason, ReasonCode


@pytest.fixture
def item(office):
    """Return an urgent item in nobody's hands."""
    return admitted(office, action=Action.URGENT_LANE, urgency="darurat")["review"]


def test_an_urgent_item_shows_at_its_top_whom_to_call_and_until_when(browser, item):
    html = browser.get(f"/review/items/{item}").text

    assert html.index('id="hand-over"') < html.index('id="complaint"')
    assert 'href="tel:123"' in html
    assert "Telepon Dinas Pemadam Kebakaran dan Penyelamatan Kota Surabaya:" in html
    assert '<time datetime="2026-03-09T11:00:00+07:00">11.00 WIB</time>' in html
    assert "Jawab sebelum" in html
    assert "belum semuanya dicoba" in html


def test_an_officer_who_reads_english_is_told_in_english(browser, item):
    browser.cookies.set("lang", "en")
    html = browser.get(f"/review/items/{item}").text

    assert "Call now" in html
    assert "Fallen or sparking lines" in html


def test_the_queue_shows_the_clock_and_when_it_has_run_out(browser, enter, sari, office, item):
    assert "Jawab sebelum" in browser.get("/review").text

    clock_of(office).move(minutes=61)
    html = browser.get("/review").text
    assert 'class="late" data-answer-by' in html
    assert "Lewat batas jawab:" in html

    clock_of(office).move(hours=14)
    assert "9 Mar 2026, 11.00 WIB" in enter(sari).get("/review").text


def test_an_item_that_is_not_urgent_shows_no_hand_over(browser, office):
    html = browser.get(f"/review/items/{admitted(office)['review']}").text

    assert 'id="hand-over"' not in html
    assert "tel:" not in html


def test_a_secret_urgent_report_warns_not_to_call_whom_it_accuses(enter, office):
    made = admitted(office, a_secret_one(), action=Action.URGENT_LANE)["review"]
    trusted = enter(an_officer(office, "rahma", (Right.REVIEW, Right.SECRET)))

    assert "jangan hubungi unit yang dilaporkan" in trusted.get(f"/review/items/{made}").text


def test_an_agency_without_a_known_number_is_named_and_is_no_link(browser, office):
    flood = load_emergency().contacts([Danger.FLOOD], "35.78", office.directory)
    made = admitted(office, action=Action.URGENT_LANE, contacts=flood)["review"]
    html = browser.get(f"/review/items/{made}").text

    agency = html[html.index('data-service="bpbd"') : html.index('data-service="darurat-112"')]
    assert "Badan Penanggulangan Bencana Daerah Kota Surabaya" in agency
    assert "tel:" not in agency


def test_the_sign_that_was_seen_stands_among_the_reasons_in_the_officers_language(browser, office):
    seen = Reason.of(ReasonCode.DANGER_SIGN, id="Kabel listrik putus.", en="A power line is down.")
    likely = Reason.of(ReasonCode.DANGER, probability=0.41)
    made = admitted(office, action=Action.URGENT_LANE, reasons=(likely, seen))["review"]

    shown = browser.get(f"/review/items/{made}").text
    assert '<li data-reason="danger_sign">Kabel listrik putus.</li>' in shown
    assert "peluang 0.41" in shown

    browser.cookies.set("lang", "en")
    assert '<li data-reason="danger_sign">A power line is down.</li>' in browser.get(f"/review/items/{made}").text
