from __future__ import annotations

import pytest

from serving.casework import queue
from serving.casework.item_view import Mark
from serving.casework.officers import Right
from serving.casework.settle import Given, settle
from serving.casework.verdict_view import history
from serving.review.marking import marked
from serving.store.schema import CaseRow, VerdictRow
from tests.serving.store.worlds import HEALTH, HOSPITAL, admitted, an_officer
from triage.decision import Action
from triage.verdicts import Act

CHOSEN = {"agency": HEALTH, "category": "kesehatan", "urgency": "sedang", "kind": "pengaduan_non_pengawasan"}


@pytest.fixture
def item(office, sari):
    """Return an item in the hands of Sari."""
    made = admitted(office, title="Atap bocor", text="Atap ruang tunggu bocor. Jalan di depan berlubang.")["review"]
    queue.claim(office, sari, made)
    return made


def _verdicts(office):
    with office.database.reading() as session:
        return session.query(VerdictRow).all()


def test_accepting_settles_and_leads_to_the_next_item_at_once(browser, office, item):
    following = admitted(office)["review"]
    answer = browser.fill(f"/review/items/{item}/verdict", act="accept", seen="1", seconds="4.2")
    [verdict] = _verdicts(office)
    assert answer.headers["location"] == f"/review/items/{following}?done={verdict.id}"
    assert (verdict.act, verdict.agency, verdict.seconds) == ("accept", HEALTH, 4.2)
    html = browser.get(answer.headers["location"]).text
    assert f'action="/review/verdicts/{verdict.id}/undo"' in html
    assert 'data-act="accept"' in html


def test_another_agency_is_a_change(browser, office, item):
    browser.fill(f"/review/items/{item}/verdict", act="change", seen="1", **{**CHOSEN, "agency": HOSPITAL})
    [verdict] = _verdicts(office)
    assert (verdict.act, verdict.agency) == ("change", HOSPITAL)


def test_an_answer_that_changes_nothing_is_an_acceptance(browser, office, item):
    browser.fill(f"/review/items/{item}/verdict", act="change", seen="1", **CHOSEN)
    assert [verdict.act for verdict in _verdicts(office)] == ["accept"]


def test_a_name_that_was_typed_without_a_script_comes_back_as_agencies_to_choose(browser, office, item):
    answer = browser.fill(
        f"/review/items/{item}/verdict", act="change", seen="1", note="lihat lampiran",
        agency_query="dinas perhubungan", **CHOSEN,
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'value="kabkota.perhubungan:35.78"' in answer.text
    assert "lihat lampiran" in answer.text
    assert _verdicts(office) == []


def test_a_mistake_keeps_what_was_typed(browser, office, item):
    answer = browser.fill(
        f"/review/items/{item}/verdict", act="duplicate", seen="1", duplicate_of="L-tidak-ada", note="sama saja"
    )
    assert answer.status_code == 404
    assert 'value="L-tidak-ada"' in answer.text
    assert "sama saja" in answer.text
    assert 'data-code="case/unknown"' in answer.text


def test_who_comes_second_sees_what_the_first_decided(browser, office, sari, item):
    html = browser.get(f"/review/items/{item}").text
    assert 'data-act="accept"' in html
    other = an_officer(office, "budi")
    queue.release(office, sari, item)
    settle(office, other, item, Given(Act.ACCEPT, 1))
    answer = browser.fill(f"/review/items/{item}/verdict", act="accept", seen="1")
    assert answer.status_code == 409
    assert 'data-code="review/settled"' in answer.text
    assert "Budi" in answer.text
    assert 'data-act="next"' in answer.text
    assert 'data-act="accept"' not in answer.text


def test_an_item_in_nobodys_hands_must_be_taken_first(browser, office):
    item = admitted(office)["review"]
    html = browser.get(f"/review/items/{item}").text
    assert 'data-act="claim"' in html
    assert 'data-act="accept"' not in html
    assert browser.fill(f"/review/items/{item}/claim").headers["location"] == f"/review/items/{item}"
    assert 'data-act="accept"' in browser.get(f"/review/items/{item}").text


def test_another_officers_item_shows_who_holds_it(browser, office):
    item = admitted(office)["review"]
    queue.claim(office, an_officer(office, "budi"), item)
    html = browser.get(f"/review/items/{item}").text
    assert "Sedang dipegang Budi" in html
    assert 'data-act="claim"' not in html


def test_a_blind_reading_shows_nothing_of_what_the_machine_said(enter, office):
    admitted(office, action=Action.AUTO_ROUTE, audit=True)
    reader = an_officer(office, "auditor", (Right.REVIEW, Right.AUDIT))
    item = queue.claim_next(office, reader)
    html = enter(reader).get(f"/review/items/{item}").text
    assert "Pembacaan tanpa usulan." in html
    for told in (HEALTH, "Dinas Kesehatan", "62%", 'data-act="accept"', 'id="proposed"', "Kemungkinan besar"):
        assert told not in html
    assert 'data-act="change"' in html
    assert '<option value="" selected>' in html


def test_skipping_leads_on_and_leaves_the_item_to_others(browser, office, item):
    answer = browser.fill(f"/review/items/{item}/skip")
    assert answer.headers["location"] == "/review?said=skipped" or "said=skipped" in answer.headers["location"]
    assert queue.claim_next(office, an_officer(office, "budi")) == item


def test_a_split_makes_a_case_for_each_part(browser, office, item):
    answer = browser.fill(
        f"/review/items/{item}/verdict", act="split", seen="1", part_text=["Atap bocor.", "Jalan berlubang.", ""],
        part_agency=[HEALTH, "kabkota.perhubungan:35.78", ""], part_query=["", "", ""],
    )  # fmt: skip
    assert answer.status_code == 303
    with office.database.reading() as session:
        children = session.query(CaseRow).filter(CaseRow.parent.is_not(None)).all()
    assert sorted(child.text for child in children) == ["Atap bocor.", "Jalan berlubang."]


def test_a_split_into_one_part_comes_back_with_its_words(browser, office, item):
    answer = browser.fill(
        f"/review/items/{item}/verdict", act="split", seen="1", part_text=["Atap bocor."], part_agency=[HEALTH],
        part_query=[""],
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Atap bocor.</textarea>" in answer.text


def test_undoing_brings_the_item_back_into_ones_hands(browser, office, item):
    browser.fill(f"/review/items/{item}/verdict", act="accept", seen="1")
    [verdict] = _verdicts(office)
    answer = browser.fill(f"/review/verdicts/{verdict.id}/undo")
    assert answer.headers["location"] == f"/review/items/{item}?said=undone"
    assert 'data-act="accept"' in browser.get(answer.headers["location"]).text


def test_an_unknown_act_is_told(browser, item):
    assert browser.fill(f"/review/items/{item}/verdict", act="undo", seen="1").status_code == 422


def test_an_impossible_time_is_not_kept(browser, office, sari, item):
    browser.fill(f"/review/items/{item}/verdict", act="accept", seen="1", seconds="nan")
    assert history(office, sari)[0].act == "accept"
    assert _verdicts(office)[0].seconds is None


def test_agencies_are_found_while_somebody_types(browser):
    html = browser.get("/review/agencies?list=agency-search-list&region=35.78&agency_query=dinas+keseh").text
    assert 'data-slug="kabkota.kesehatan:35.78"' in html
    assert 'id="agency-search-list-1"' in html


def test_places_are_marked_and_everything_is_escaped():
    html = marked("<b> di Mojo [NAMA]", [Mark(field="text", start=7, end=11, name="Kel. Mojo")], "text")
    assert html == '&lt;b&gt; di <mark title="Kel. Mojo">Mojo</mark> <span class="tag">[NAMA]</span>'
