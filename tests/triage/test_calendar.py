"""Working days: weekends, national holidays and joint leave don't count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.calendar import Calendar
from triage.errors import CalendarTooShort

days_known = st.dates(date(2021, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 3, 17), True),
        (date(2026, 3, 18), False),  # cuti bersama Nyepi
        (date(2026, 3, 19), False),  # Nyepi
        (date(2026, 3, 20), False),  # cuti bersama Idulfitri, a Friday
        (date(2026, 3, 21), False),  # Idulfitri, a Saturday
        (date(2026, 3, 24), False),  # cuti bersama Idulfitri, a Tuesday
        (date(2026, 3, 25), True),
        (date(2026, 8, 17), False),  # Proklamasi
        (date(2026, 8, 16), False),  # a Sunday
        (date(2025, 12, 26), False),  # cuti bersama Natal
    ],
)
def test_offices_are_closed_on_holidays_and_joint_leave(calendar, day, open_):
    assert calendar.is_working_day(day) is open_


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 3, 17), 1, date(2026, 3, 25)),  # all of the Lebaran week lies between
        (date(2026, 3, 17), 3, date(2026, 3, 27)),
        (date(2026, 3, 21), 1, date(2026, 3, 25)),  # sent on the holiday itself
        (date(2026, 3, 13), 1, date(2026, 3, 16)),  # over a weekend
        (date(2025, 12, 23), 3, date(2025, 12, 30)),
        (date(2025, 12, 30), 2, date(2026, 1, 2)),  # over New Year
        (date(2026, 3, 17), 0, date(2026, 3, 17)),
    ],
)
def test_working_days_are_counted_from_the_day_after(calendar, start, days, due):
    assert calendar.add_working_days(start, days) == due


@given(days_known, st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_allowed(calendar, start, days):
    due = calendar.add_working_days(start, days)

    after = (start + timedelta(days=step) for step in range(1, (due - start).days + 1))
    assert sum(map(calendar.is_working_day, after)) == days
    assert calendar.is_working_day(due)


@given(days_known, st.integers(0, 40), st.integers(0, 20))
def test_days_allowed_in_two_parts_end_where_they_end_in_one(calendar, start, first, second):
    in_parts = calendar.add_working_days(calendar.add_working_days(start, first), second)

    assert in_parts == calendar.add_working_days(start, first + second)


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2028, 1, 1)])
def test_a_year_whose_holidays_are_unknown_is_not_guessed(calendar, day):
    with pytest.raises(CalendarTooShort, match=f"Got: {day}. Allowed: 2021 to 2027"):
        calendar.is_working_day(day)


def test_a_count_that_runs_out_of_the_calendar_is_not_guessed(calendar):
    with pytest.raises(CalendarTooShort):
        calendar.add_working_days(date(2027, 12, 20), 14)


def test_a_town_may_bring_a_calendar_of_its_own():
    galungan = Calendar(frozenset({date(2026, 6, 17)}), 2026, 2026)

    assert galungan.add_working_days(date(2026, 6, 16), 1) == date(2026, 6, 18)
