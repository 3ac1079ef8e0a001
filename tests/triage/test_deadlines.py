"""The legal clocks of a complaint (PermenPANRB 5/2025)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import KINDS
from triage.deadlines import Clocks, Step, deadlines, finish_by
from triage.errors import CalendarTooShort

days_known = st.dates(date(2021, 1, 1), date(2027, 6, 30))
kinds = st.sampled_from((*KINDS, "jenis yang belum ada", ""))


def test_the_clocks_in_force_are_those_of_the_regulation(clocks):
    assert (clocks.verify, clocks.first_follow_up) == (3, 5)
    assert clocks.finish == {
        "permintaan_informasi": 5,
        "pengaduan_non_pengawasan": 14,
        "aspirasi": 14,
        "pengaduan_pengawasan": 60,
    }


def test_every_kind_of_the_taxonomy_has_its_clock(clocks):
    assert set(clocks.finish) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        ("permintaan_informasi", date(2026, 3, 9), date(2026, 3, 16)),
        ("pengaduan_non_pengawasan", date(2026, 3, 9), date(2026, 4, 6)),  # over Lebaran and Good Friday
        ("pengaduan_non_pengawasan", date(2025, 12, 23), date(2026, 1, 15)),
        ("pengaduan_pengawasan", date(2026, 1, 5), date(2026, 4, 10)),
    ],
)
def test_an_agency_must_have_finished_by_the_last_of_its_working_days(calendar, clocks, kind, received, due):
    assert finish_by(kind, received, calendar, clocks) == due


def test_a_kind_nobody_knows_gets_the_shortest_clock(calendar, clocks):
    received = date(2026, 3, 9)

    assert finish_by("surat cinta", received, calendar, clocks) == finish_by(
        "permintaan_informasi", received, calendar, clocks
    )


@given(kinds, days_known)
def test_a_complaint_is_verified_answered_and_finished_in_this_order(calendar, clocks, kind, received):
    steps = deadlines(kind, received, calendar, clocks)

    assert [deadline.step for deadline in steps] == [Step.VERIFY, Step.FIRST_FOLLOW_UP, Step.FINISH]
    assert received < steps[0].due < steps[1].due <= steps[2].due
    assert all(calendar.is_working_day(deadline.due) for deadline in steps)
    assert {deadline.source for deadline in steps} == {"permenpanrb-5-2025"}


@given(kinds, days_known, days_known)
def test_a_complaint_that_came_later_is_never_due_sooner(calendar, clocks, kind, one, other):
    earlier, later = (deadlines(kind, day, calendar, clocks) for day in sorted((one, other)))

    assert all(before.due <= after.due for before, after in zip(earlier, later, strict=True))


@given(days_known)
def test_an_inquiry_may_take_longer_than_a_repair_and_a_repair_longer_than_an_answer(calendar, clocks, received):
    inquiry, repair, answer = (
        finish_by(kind, received, calendar, clocks)
        for kind in ("pengaduan_pengawasan", "pengaduan_non_pengawasan", "permintaan_informasi")
    )
    assert inquiry > repair > answer


def test_steps_stand_in_order_of_time_even_where_a_town_finishes_before_it_answers(calendar):
    hasty = Clocks("kota", "Perwali", verify=3, first_follow_up=5, finish={"aspirasi": 1})

    assert [deadline.step for deadline in deadlines("aspirasi", date(2026, 3, 9), calendar, hasty)] == [
        Step.FINISH,
        Step.VERIFY,
        Step.FIRST_FOLLOW_UP,
    ]


def test_a_deadline_beyond_the_known_holidays_is_not_guessed(calendar, clocks):
    with pytest.raises(CalendarTooShort):
        finish_by("pengaduan_pengawasan", date(2027, 11, 1), calendar, clocks)
