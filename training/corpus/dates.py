"""Dates as Indonesian offices write them: ISO, dd/mm/yyyy, "6 Jan 2026", Excel's day numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_MONTHS = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "ags": 8,
    "agt": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip
_CLOCK = r"(?:[ T,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\s*(?P<half>[AaPp][Mm]))?(?:\s*WI[BT]A?)?)?"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}}|\d{{2}}){_CLOCK}$")
_IN_WORDS = re.compile(
    rf"(?:[^\W\d]+,\s*)?(?P<day>\d{{1,2}})[\s-]+(?P<name>[^\W\d]{{3,}})\.?[\s-]+(?P<year>\d{{4}}){_CLOCK}$"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?$")
_EXCEL_EPOCH = datetime(1899, 12, 30)
_CLOCK_ALONE = re.compile(r"^(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\s*(?P<half>[AaPp][Mm]))?(?:\s*WI[BT]A?)?$")  # fmt: skip


def read_date(value: str) -> datetime:
    """Return the moment that a date means, with an offset only where it states one.

    Reads ISO 8601, day before month in figures (`dd/mm/yyyy`, also with dots or dashes), a month
    in Indonesian or English words, and a serial day of Excel's 1900 calendar; each may carry a time.

    Raises:
        ValueError: it is none of these, or no day of the calendar.
    """
    value = value.strip()
    for pattern in (_DAY_FIRST, _IN_WORDS):
        if found := pattern.match(value):
            parts = found.groupdict()
            month = int(parts["month"]) if "month" in parts else _month(parts["name"])
            year = int(parts["year"])
            return datetime.combine(date(year + 2000 if year < 100 else year, month, int(parts["day"])), _clock(parts))
    if _SERIAL.match(value):
        return (_EXCEL_EPOCH + timedelta(days=float(value.replace(",", ".")))).replace(microsecond=0)
    return datetime.fromisoformat(value)


def read_clock(value: str) -> time:
    """Return the time of day in a column of its own: `14:05`, `14.05`, `2:05 PM`, or Excel's share of a day.

    Raises:
        ValueError: it is none.
    """
    if found := _CLOCK_ALONE.match(value.strip()):
        return _clock(found.groupdict())
    share = float(value.replace(",", "."))
    if not 0 <= share < 1:
        raise ValueError("no share of a day")
    return (_EXCEL_EPOCH + timedelta(days=share)).time().replace(microsecond=0)


def _month(name: str) -> int:
    try:
        return _MONTHS[name[:3].casefold()]
    except KeyError:
        raise ValueError("no month") from None


def _clock(parts: dict[str, str | None]) -> time:
    if parts["hour"] is None:
        return time()
    hour = int(parts["hour"])
    if half := (parts["half"] or "").lower():
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
