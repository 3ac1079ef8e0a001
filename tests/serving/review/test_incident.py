from __future__ import annotations

import pytest

from serving.store.schema import CaseRow, IncidentRow, VerdictRow
from tests.serving.store.worlds import a_case, an_item


@pytest.fixture
def items(office):
    """Return two items of one incident, the first one leading."""
    with office.database.writing() as session:
        session.add(
            IncidentRow(
                id="kejadian", regency="35.78", place="35.78", category="kesehatan", urgency=1,
                first_at=office.now(), last_at=office.now(), reports=2,
            )
        )  # fmt: skip
    cases = [a_case(office, title=f"Atap bocor {number}", incident="kejadian") for number in (1, 2)]
    return [an_item(office, case, leads=number == 0) for number, case in enumerate(cases)]


def _settled(office):
    with office.database.reading() as session:
        return {row.item: row.batch for row in session.query(VerdictRow) if row.act != "undo"}


def test_an_incident_shows_every_report_that_waits(browser, items):
    html = browser.get("/review/incidents/kejadian").text
    assert "Atap bocor 1" in html
    assert "Atap bocor 2" in html
    assert html.count('name="seen_item"') == 2


def test_one_verdict_settles_all_that_are_ticked_and_one_undo_takes_all_back(browser, office, items):
    ticked = [f"{item.id}:1" for item in items]
    answer = browser.fill("/review/incidents/kejadian/verdict", act="accept", seen_item=ticked)
    assert answer.status_code == 303
    settled = _settled(office)
    assert set(settled) == {item.id for item in items}
    assert len(set(settled.values())) == 1
    html = browser.get(answer.headers["location"]).text
    assert "Tersimpan untuk 2 laporan" in html
    verdict = html.partition("/review/verdicts/")[2].partition("/")[0]
    browser.fill(f"/review/verdicts/{verdict}/undo")
    with office.database.reading() as session:
        assert {case.state for case in session.query(CaseRow)} == {"in_review"}


def test_a_report_that_is_not_ticked_is_left(browser, office, items):
    browser.fill("/review/incidents/kejadian/verdict", act="accept", seen_item=[f"{items[0].id}:1"])
    assert set(_settled(office)) == {items[0].id}


def test_a_name_that_was_typed_keeps_the_ticks(browser, office, items):
    answer = browser.fill(
        "/review/incidents/kejadian/verdict", act="change", seen_item=[f"{items[0].id}:1"], agency_query="perhubungan"
    )
    assert answer.status_code == 422
    assert f'value="{items[0].id}:1" checked' in answer.text
    assert f'value="{items[1].id}:1" checked' not in answer.text
    assert _settled(office) == {}


def test_an_incident_without_reports_that_wait_is_not_found(browser):
    assert browser.get("/review/incidents/tidak-ada").status_code == 404
