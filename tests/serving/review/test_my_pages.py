from __future__ import annotations

from serving.casework import queue
from serving.casework.settle import Given, settle
from tests.serving.store.worlds import admitted, an_officer
from triage.verdicts import Act


def test_the_history_shows_ones_own_verdicts_only(browser, office, sari):
    mine, theirs = admitted(office), admitted(office)
    settle(office, sari, mine["review"], Given(Act.ACCEPT, 1, note="sudah jelas"))
    settle(office, an_officer(office, "budi"), theirs["review"], Given(Act.ACCEPT, 1))
    html = browser.get("/review/history").text
    assert html.count("data-verdict=") == 1
    assert "sudah jelas" in html
    assert 'data-act="undo"' in html


def test_a_verdict_that_was_taken_back_cannot_be_taken_back_again(browser, office, sari):
    item = admitted(office)["review"]
    verdict = settle(office, sari, item, Given(Act.ACCEPT, 1))
    browser.fill(f"/review/verdicts/{verdict}/undo")
    html = browser.get("/review/history").text
    assert "sudah ditarik" in html
    assert 'data-act="undo"' not in html
    assert browser.fill(f"/review/verdicts/{verdict}/undo").status_code == 409


def test_the_day_counts_what_was_settled(browser, office, sari):
    for _ in range(2):
        item = queue.claim_next(office, sari) or admitted(office)["review"]
        settle(office, sari, item, Given(Act.ACCEPT, 1, seconds=12.0))
    html = browser.get("/review/day").text
    assert '<dd data-figure="settled">2</dd>' in html
    assert "100%" in html
    assert "12 dtk" in html


def test_the_day_is_there_in_english(browser):
    browser.post("/review/language", data={"lang": "en", "next": "/review/day"})
    assert "No verdict yet today." in browser.get("/review/day").text
