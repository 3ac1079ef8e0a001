"""Working days: weekends, national holidays and joint leave don't count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lokal.holidays import HOLIDAY_YEARS, get_holidays

from triage.calendar import Calendar
from triage.errors import CalendarTooShort

days_known = st.dates(date(2021, 1, 1), date(2027, 6, 30))

KNOWN_DIFFERENCES: dict[int, set[date]] = {2026: set(), 2027: set()}
"""Days that only one of the packages `holidays` and lokal-id has, by year. Both follow the decree of three ministers
(SKB 1497/2025 for 2026, SKB 1205/2026 for 2027). A sidang isbat that moves a holiday may part them: then look up who
is right, and say so here."""


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


@pytest.mark.parametrize(
    ("last_day_before", "first_day_after"),
    [
        (date(2022, 4, 28), date(2022, 5, 9)),  # Idulfitri 2 and 3 May, cuti bersama 29 April and 4 to 6 May
        (date(2023, 4, 18), date(2023, 4, 26)),  # 22 and 23 April, cuti bersama 19 to 21, 24 and 25
        (date(2024, 4, 5), date(2024, 4, 16)),  # 10 and 11 April, cuti bersama 8, 9, 12 and 15
        (date(2025, 3, 27), date(2025, 4, 8)),  # 31 March and 1 April, with Nyepi just before
        (date(2026, 3, 17), date(2026, 3, 25)),  # 21 and 22 March, cuti bersama 20, 23 and 24, Nyepi before
        (date(2027, 3, 5), date(2027, 3, 16)),  # 10 and 11 March, cuti bersama 9, 12 and 15, Nyepi on the 8th
    ],
)
def test_offices_are_closed_from_the_first_to_the_last_day_of_lebaran(calendar, last_day_before, first_day_after):
    assert calendar.is_working_day(last_day_before)
    assert calendar.add_working_days(last_day_before, 1) == first_day_after


@pytest.mark.parametrize(
    ("start", "following"),
    [
        (date(2022, 12, 30), date(2023, 1, 2)),  # New Year on a Sunday
        (date(2023, 12, 22), date(2023, 12, 27)),
        (date(2024, 12, 31), date(2025, 1, 2)),
        (date(2025, 12, 24), date(2025, 12, 29)),
        (date(2026, 12, 23), date(2026, 12, 28)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_christmas_and_new_year_stop_the_count(calendar, start, following):
    assert calendar.add_working_days(start, 1) == following


@pytest.mark.parametrize("year", HOLIDAY_YEARS)
def test_two_packages_tell_the_same_days_off_where_no_difference_is_known(calendar, year):
    ours = {day for day in calendar.days_off if day.year == year}
    theirs = {date.fromisoformat(holiday.date) for holiday in get_holidays(year).holidays}

    assert ours ^ theirs == KNOWN_DIFFERENCES[year]


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


@given(days_known, st.integers(0, 60))
def test_the_days_between_a_start_and_a_due_day_are_those_that_were_allowed(calendar, start, days):
    due = calendar.add_working_days(start, days)

    assert calendar.working_days_between(start, due) == days
    assert calendar.working_days_between(due, start) == -days


@given(st.lists(days_known, min_size=3, max_size=3).map(sorted))
def test_working_days_of_two_spans_add_up_to_those_of_the_whole(calendar, days):
    first, middle, last = days

    assert calendar.working_days_between(first, last) == (
        calendar.working_days_between(first, middle) + calendar.working_days_between(middle, last)
    )


def test_days_off_that_stop_a_count_are_told_by_name_and_those_of_a_weekend_are_not(calendar):
    stopped = calendar.weekdays_off(date(2026, 3, 17), date(2026, 3, 25))

    assert [day.day for day in stopped] == [18, 19, 20, 23, 24]
    assert stopped[date(2026, 3, 20)] == "Cuti Bersama Hari Raya Idul Fitri"
    assert calendar.weekdays_off(date(2026, 3, 24), date(2026, 3, 27)) == {}


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
    assert galungan.weekdays_off(date(2026, 6, 16), date(2026, 6, 18)) == {date(2026, 6, 17): ""}
