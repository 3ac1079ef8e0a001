"""Working days: weekends, public holidays and joint leave (cuti bersama) don't count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

import holidays

from triage.errors import CalendarTooShort

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of a span of years; asking beyond that span is an error, not a guess.

    `names` says in Indonesian what a day off is, where that is known.
    """

    days_off: frozenset[date]
    first_year: int
    last_year: int
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def indonesia(cls, years: Iterable[int] = range(2021, 2028)) -> Calendar:
        """Return national holidays and cuti bersama, from the `holidays` package (public, government)."""
        span = sorted(years)
        known = holidays.country_holidays("ID", years=span, categories=("public", "government"), language="id")
        return cls(frozenset(known), span[0], span[-1], dict(known))

    def is_working_day(self, day: date) -> bool:
        """Return whether offices are open.

        Raises:
            CalendarTooShort: the year is outside the calendar.
        """
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarTooShort(got=day.isoformat(), allowed=f"{self.first_year} to {self.last_year}")
        return day.weekday() < _SATURDAY and day not in self.days_off

    def working_days_after(self, start: date) -> Iterator[date]:
        """Yield the working days after `start`, one by one; `start` itself never counts.

        Raises:
            CalendarTooShort: the count comes to a year outside the calendar.
        """
        day = start
        while True:
            day += timedelta(days=1)
            if self.is_working_day(day):
                yield day

    def add_working_days(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`; `start` itself never counts.

        Raises:
            CalendarTooShort: that day is in a year outside the calendar.
        """
        return next(islice(self.working_days_after(start), days - 1, None)) if days > 0 else start

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start`, up to and with `end`; negative where `end` comes first.

        Raises:
            CalendarTooShort: a day between them is in a year outside the calendar.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(map(self.is_working_day, _days_after(start, end)))

    def weekdays_off(self, start: date, end: date) -> dict[date, str]:
        """Return the days off after `start`, up to and with `end`, that no weekend hides, each with its name."""
        days = _days_after(start, end)
        return {day: self.names.get(day, "") for day in days if day in self.days_off and day.weekday() < _SATURDAY}


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
