"""A stretch of days that somebody chose in a form, as moments; days begin at midnight in Jakarta."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from triage.errors import TriageError
from triage.time_zones import WIB


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; None leaves a side open."""

    first: date | None
    last: date | None

    @property
    def since(self) -> datetime | None:
        """The moment at which it begins."""
        return midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The moment at which it is over."""
        return midnight(self.last + timedelta(days=1)) if self.last else None


def chosen(first: str, last: str) -> Period:
    """Return the period between two days as a form sends them (2026-03-09); empty ones leave it open.

    Raises:
        UnusableDay: one is no day.
        PeriodTurned: it ends before it begins.
    """
    period = Period(_day(first), _day(last))
    if period.first and period.last and period.last < period.first:
        raise PeriodTurned()
    return period


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time(), WIB)


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise UnusableDay() from None
    if not date(2000, 1, 1) <= day < date(2200, 1, 1):
        raise UnusableDay()
    return day


class UnusableDay(TriageError):
    code = "review/unusable-day"
    what = "This is no day of this century."
    fix = "Write it as year-month-day, e.g. 2026-03-09."


class PeriodTurned(TriageError):
    code = "review/period-turned"
    what = "The period ends before it begins."
    fix = "Choose a last day that is not before the first."
