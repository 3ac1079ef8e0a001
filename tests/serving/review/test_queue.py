from __future__ import annotations

from serving.casework.officers import Right
from serving.casework.queue import QueueFilter
from serving.review import queue_filter
from tests.serving.store.worlds import a_case, a_secret_one, admitted, an_item, an_officer
from triage.review import Purpose


def test_the_queue_shows_what_waits_with_its_proposal(browser, office):
    item = admitted(office, title="Atap bocor", text="Atap ruang tunggu bocor.")["review"]
    html = browser.get("/review").text
    assert f'href="/review/items/{item}"' in html
    assert "Dinas Kesehatan Kota Surabaya" in html
    assert "1 laporan menunggu" in html


def test_an_empty_queue_says_so(browser):
    assert 'id="nothing"' in browser.get("/review").text


def test_taking_the_next_leads_to_the_most_urgent_item(browser, office):
    an_item(office, a_case(office), urgency=1)
    urgent = an_item(office, a_case(office), urgency=3, purpose=Purpose.URGENT.value)
    assert browser.fill("/review/next").headers["location"] == f"/review/items/{urgent.id}"


def test_the_filter_goes_along_to_the_next_item(browser, office):
    admitted(office, urgency="tinggi")
    mild = admitted(office, urgency="rendah", text="Kapan jadwal imunisasi bulan depan?")["review"]
    answer = browser.fill("/review/next", queue="urgency=0")
    assert answer.headers["location"] == f"/review/items/{mild}?urgency=0"
    assert 'name="queue" value="urgency=0"' in browser.get(answer.headers["location"]).text


def test_where_nothing_waits_the_queue_says_so(browser):
    answer = browser.fill("/review/next", queue="overdue=1")
    assert answer.headers["location"] == "/review?overdue=1&said=empty"
    assert "Tidak ada lagi laporan yang menunggu" in browser.get(answer.headers["location"]).text


def test_a_secret_item_is_not_shown_to_who_may_not_see_secrets(browser, enter, office):
    item = admitted(office, a_secret_one())["review"]
    assert item not in browser.get("/review").text
    assert browser.get(f"/review/items/{item}").status_code == 404
    trusted = enter(an_officer(office, "rahma", (Right.REVIEW, Right.SECRET)))
    assert item in trusted.get("/review").text
    assert "meminta uang" not in trusted.get("/review").text


def test_the_facets_link_to_a_part_of_the_queue_and_back(browser, office):
    admitted(office)
    assert 'href="/review?purpose=doubt"' in browser.get("/review").text
    assert 'data-value="doubt"' in browser.get("/review?purpose=doubt").text
    assert 'aria-current="true" data-value="doubt"' in browser.get("/review?purpose=doubt").text
    assert 'data-facet="purpose"' in browser.get("/review?purpose=omong-kosong&urgency=99").text


def test_a_blind_sample_names_no_agency_in_the_queue(enter, office):
    case = a_case(office, state="routed")
    an_item(office, case, purpose=Purpose.AUDIT.value)
    reader = enter(an_officer(office, "auditor", (Right.REVIEW, Right.AUDIT)))
    assert "Dinas Kesehatan" not in reader.get("/review").text


def test_while_the_machine_is_stopped_every_page_says_so(browser, office):
    from serving.casework.control import stop

    stop(office, an_officer(office, "admin", (Right.ADMIN,)), "Galat naik sejak pagi")
    for path in ("/review", "/review/history", "/review/day"):
        assert "Galat naik sejak pagi" in browser.get(path).text


def test_a_filter_reads_back_as_it_was_written():
    wanted = QueueFilter(Purpose.DOUBT, 2, "kesehatan", None, overdue=True, incidents=True)
    assert queue_filter.from_text(queue_filter.written(wanted)) == wanted
    assert queue_filter.written(QueueFilter()) == ""
