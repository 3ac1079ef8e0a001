"""Working days: weekends, public holidays and joint leave (cuti bersama) don't count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from triage.errors import CalendarTooShort

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of a span of years; asking beyond that span is an error, not a guess."""

    days_off: frozenset[date]
    first_year: int
    last_year: int

    @classmethod
    def indonesia(cls, years: Iterable[int] = range(2021, 2028)) -> Calendar:
        """Return national holidays and cuti bersama, from the `holidays` package (public, government)."""
        span = sorted(years)
        known = holidays.country_holidays("ID", years=span, categories=("public", "government"))
        return cls(frozenset(known), span[0], span[-1])

    def is_working_day(self, day: date) -> bool:
        """Return whether offices are open.

        Raises:
            CalendarTooShort: the year is outside the calendar.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarTooShort(got=day.isoformat(), allowed=f"{self.first_year} to {self.last_year}")
        return day.weekday() < _SATURDAY and day not in self.days_off

    def add_working_days(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`; `start` itself never counts."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return day
