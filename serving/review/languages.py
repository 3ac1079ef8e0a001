"""The two languages of the pages: Indonesian is what stands in the code, English is read from `translations/en.po`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

from triage.time_zones import WIB

DEFAULT = "id"
LANGUAGES = ("id", "en")
_LOCALES = {"id": "id_ID", "en": "en_GB"}
_HERE = Path(str(files("serving.review")))


def known(language: str | None) -> str:
    """Return the language if the pages speak it, else Indonesian."""
    return language if language in LANGUAGES else DEFAULT


def noted(words: str) -> str:
    """Mark words of the code as something that people read, so that their English is asked for; changes nothing."""
    return words


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """Return the words of a language; Indonesian ones are their own."""
    if language == DEFAULT:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    return Translations(compiled)


def catalog(language: str) -> Catalog:
    """Return the file of a language as it was written."""
    with (_HERE / "translations" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def say(language: str) -> Callable[[str], str]:
    """Return what puts noted words into a language."""
    return translations(language).gettext


def moment(at: datetime, language: str, zone: tzinfo = WIB) -> str:
    """Return a moment as people write it, with the zone's name: 3 Maret 2026 pukul 10.05 WIB."""
    local = at.astimezone(zone)
    written = format_datetime(local, "d MMM y, ", tzinfo=zone, locale=_LOCALES[language])
    return f"{written}{clock(at, language, zone)} {local.tzname()}"


def clock(at: datetime, language: str, zone: tzinfo = WIB) -> str:
    """Return the time of day of a moment."""
    return format_time(at.astimezone(zone), "short", tzinfo=zone, locale=_LOCALES[language])


def day(on: date, language: str) -> str:
    """Return a day as people write it: Selasa, 3 Maret 2026."""
    return format_date(on, "EEEE, d MMMM y", locale=_LOCALES[language])


def short_day(on: date, language: str) -> str:
    """Return a day in short: Sel, 3 Mar 2026; a dash for a day at the end of time, which stands for none."""
    return "–" if on.year == date.max.year else format_date(on, "EEE, d MMM y", locale=_LOCALES[language])


def percent(share: float, language: str) -> str:
    """Return a probability in whole percent; what is neither nothing nor certain never reads as if it were."""
    rounded = min(max(share, 0.01), 0.99) if 0.0 < share < 1.0 else share
    sign = "< " if share < rounded else "> " if rounded == 0.99 and share > 0.995 else ""
    return f"{sign}{format_percent(rounded, '0%', locale=_LOCALES[language])}"


def number(value: float, language: str, digits: int = 0) -> str:
    """Return a number with the marks of the language and at most so many decimals."""
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(value, pattern, locale=_LOCALES[language])


def duration(seconds: float, language: str) -> str:
    """Return a length of time in seconds, or in minutes and seconds from a minute on."""
    length = timedelta(seconds=round(seconds))
    minutes, rest = divmod(int(length.total_seconds()), 60)
    words = {"id": ("mnt", "dtk"), "en": ("min", "s")}[language]
    return f"{minutes} {words[0]} {rest} {words[1]}" if minutes else f"{rest} {words[1]}"
