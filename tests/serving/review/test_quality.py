"""The page of live quality: a figure with its interval once there is enough, and what it does not mean."""

from __future__ import annotations

from typing import Any

import pytest

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.quality import ENOUGH, share
from serving.review.quality_pages import Interval, drawn
from serving.store.schema import VerdictRow
from tests.serving.review.conftest import Browser, Enter
from tests.serving.store.worlds import HEALTH, HOSPITAL, a_case, an_item, an_officer

QUALITY = "/review/quality"


@pytest.fixture
def mega(office: Office) -> Officer:
    return an_officer(office, "mega", (Right.MANAGE,))


@pytest.fixture
def manager(enter: Enter, mega: Officer) -> Browser:
    return enter(mega)


def read_blind(office: Office, reader: Officer, right: int, wrong: int = 0, reading: int = 1) -> None:
    """Let a reader settle so many blind readings as the machine did, and so many otherwise."""
    for agency in (*[HEALTH] * right, *[HOSPITAL] * wrong):
        case = a_case(office, state="routed")
        a_reading(office, reader, case, agency, reading)


def a_reading(office: Office, reader: Officer, case: Any, agency: str, reading: int) -> None:
    item = an_item(
        office, case, purpose="audit", reading=reading, state="settled", settled_by=reader.id, settled_at=office.now()
    )
    with office.database.writing() as session:
        session.add(
            VerdictRow(
                id=office.new_id(), item=item.id, case=case.id, officer=reader.id, given_at=office.now(), version=2,
                act="change", agency=agency, category="kesehatan", urgency="sedang", kind=None, copies=[], shown=None,
                tier="unit", duplicate_of=None, children=[], undoes=None, batch=None, seconds=None,
            )
        )  # fmt: skip


def test_who_may_not_manage_sees_neither_the_figures_nor_a_link_to_them(browser):
    assert browser.get(QUALITY).status_code == 403
    assert f'href="{QUALITY}"' not in browser.get("/review").text


def test_below_thirty_readings_no_figure_is_shown(manager, mega, office):
    read_blind(office, mega, right=20, wrong=ENOUGH - 21)
    shown = manager.get(QUALITY).text

    assert 'data-verdict="unknown"' in shown
    assert f"Baru {ENOUGH - 1} dari {ENOUGH}" in shown
    assert 'class="figure"' not in shown
    assert "belum cukup" in shown


def test_with_enough_readings_the_error_stands_with_its_interval(manager, mega, office):
    read_blind(office, mega, right=30, wrong=10)
    shown = manager.get(QUALITY).text

    assert "<strong>25 %</strong>" in shown
    assert "rentang 95 %:" in shown
    assert 'data-verdict="missed"' in shown
    assert "Pertimbangkan tombol berhenti" in shown
    assert shown.count('<svg class="interval"') == 1


def test_few_readings_without_a_mistake_do_not_meet_the_target_yet(manager, mega, office):
    read_blind(office, mega, right=ENOUGH)

    assert 'data-verdict="open"' in manager.get(QUALITY).text


def test_many_readings_with_hardly_a_mistake_meet_the_target(manager, mega, office):
    read_blind(office, mega, right=80)

    assert 'data-verdict="met"' in manager.get(QUALITY).text


def test_two_readers_agreement_is_told_once_there_is_enough(manager, mega, office):
    second = an_officer(office, "dewi", (Right.AUDIT,))
    for number in range(ENOUGH):
        case = a_case(office, state="routed")
        a_reading(office, mega, case, HEALTH, 1)
        a_reading(office, second, case, HEALTH if number else HOSPITAL, 2)
    shown = manager.get(QUALITY).text

    assert f"Dari {ENOUGH} laporan yang dibaca dua orang terpisah, 96,7 %" in shown


def test_readings_outside_the_period_do_not_count(manager, mega, office):
    read_blind(office, mega, right=ENOUGH)
    shown = manager.get(QUALITY, params={"first": "2025-01-01", "last": "2025-02-01"}).text

    assert f"Baru 0 dari {ENOUGH}" in shown
    assert 'value="2025-01-01"' in shown


def test_a_turned_period_is_told_and_the_page_shows_the_usual_one(manager):
    shown = manager.get(QUALITY, params={"first": "2026-03-01", "last": "2026-01-01"})

    assert shown.status_code == 422
    assert 'data-code="review/period-turned"' in shown.text


def test_what_the_figure_does_not_mean_stands_beside_it_in_both_languages(manager):
    assert "bukan kinerja petugas" in manager.get(QUALITY).text
    manager.cookies.set("lang", "en", path="/review")
    assert "not the performance of officers" in manager.get(QUALITY).text


def test_an_interval_is_drawn_where_its_share_lies():
    half = share([(True, 1.0), (False, 1.0)])
    assert half is not None

    line = drawn(half, top=1.0, width=100.0)

    assert isinstance(line, Interval)
    assert line.begin < line.at == 50.0 < line.begin + line.length <= 100.0
