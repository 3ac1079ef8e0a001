"""Dates as Indonesian offices write them: ISO, dd/mm/yyyy, "6 Jan 2026", Excel's day numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = (
    "jan januari january", "feb februari february peb pebruari", "mar maret march", "apr april", "mei may",
    "jun juni june", "jul juli july", "agu ags agt aug agust agustus august", "sep sept september",
    "okt oct oktober october", "nov nop november nopember", "des dec desember december",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:\s*(?P<half>[AaPp][Mm]))?"
    r"(?:\s*(?P<zone>WITA|WIB|WIT))?"
)
_CLOCK = rf"(?:[ T,]+{_TIME})?"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}}|\d{{2}}){_CLOCK}$")
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}}){_CLOCK}$")
_IN_WORDS = re.compile(
    rf"(?:[^\W\d]+,\s*)?(?P<day>\d{{1,2}})[\s-]+(?P<name>[^\W\d]{{3,}})\.?[\s-]+(?P<year>\d{{4}}){_CLOCK}$"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?$")
_EXCEL_EPOCH = datetime(1899, 12, 30)
_CLOCK_ALONE = re.compile(rf"{_TIME}$")
_HALF_A_SECOND = timedelta(seconds=0.5)


def read_date(value: str) -> datetime:
    """Return the moment that a date means, with a zone only where it states one.

    Reads ISO 8601, day before month in figures (`dd/mm/yyyy`, also with dots or dashes), a month
    in Indonesian or English words, and a serial day of Excel's 1900 calendar; each may carry a
    time, and WIB, WITA or WIT behind it.

    Raises:
        ValueError: it is none of these, or no day of the calendar.
    """
    value = value.strip()
    for pattern in (_DAY_FIRST, _YEAR_FIRST, _IN_WORDS):
        if found := pattern.match(value):
            parts = found.groupdict()
            month = int(parts["month"]) if "month" in parts else _month(parts["name"])
            year = int(parts["year"])
            day = date(year + 2000 if len(parts["year"]) == 2 else year, month, int(parts["day"]))
            return datetime.combine(day, _clock(parts), _zone(parts))
    if _SERIAL.match(value):
        return _from_excel(float(value.replace(",", ".")))
    return datetime.fromisoformat(value)


def read_clock(value: str) -> time:
    """Return the time of day in a column of its own: `14:05`, `14.05 WIB`, `2:05 PM`, or Excel's share (`0.05`).

    Raises:
        ValueError: it is none.
    """
    if not value.strip().startswith("0.") and (found := _CLOCK_ALONE.match(value.strip())):
        parts = found.groupdict()
        return _clock(parts).replace(tzinfo=_zone(parts))
    share = float(value.replace(",", "."))
    if not 0 <= share < 1:
        raise ValueError("no share of a day")
    return _from_excel(share).time()


def _from_excel(days: float) -> datetime:
    return (_EXCEL_EPOCH + timedelta(days=days) + _HALF_A_SECOND).replace(microsecond=0)


def _month(name: str) -> int:
    try:
        return _MONTH[name.casefold()]
    except KeyError:
        raise ValueError("no month") from None


def _zone(parts: dict[str, str | None]) -> tzinfo | None:
    return ZoneInfo(_ZONES[zone]) if (zone := parts["zone"]) else None


def _clock(parts: dict[str, str | None]) -> time:
    if parts["hour"] is None:
        return time()
    hour = int(parts["hour"])
    if half := (parts["half"] or "").lower():
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
