"""The legal clocks of a complaint, from the day it came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, with_config

from triage.calendar import Calendar
from triage.catalog_file import read_catalog
from triage.errors import CalendarTooShort

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time, without summer time."""

WorkingDays = Annotated[int, Field(ge=0, strict=True)]


class Step(StrEnum):
    """What must have happened by a deadline."""

    VERIFY = "verify"
    FIRST_FOLLOW_UP = "first_follow_up"
    FINISH = "finish"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Clocks:
    """Working days allowed per step; `finish` depends on the kind of report."""

    version: str
    source: str
    verify: WorkingDays
    first_follow_up: WorkingDays
    finish: Annotated[Mapping[str, WorkingDays], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which a step is still in time."""

    step: Step
    due: date
    source: str


def load_clocks(path: Path | None = None) -> Clocks:
    """Read a clocks file (YAML, the fields of `Clocks`), by default the one in force.

    Raises:
        BrokenCatalog: a key is missing or unknown, or a clock is not a number of working days.
    """
    return read_catalog(path or Path(str(files("triage").joinpath("catalog/clocks.yaml"))), Clocks)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the date of a moment on the calendar of the people who live in `zone`."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the first and the last day that a datetime can hold
        return moment.date()


def finish_by(kind: str, received: date, calendar: Calendar, clocks: Clocks) -> date:
    """Return the last day on which the agency must have finished the complaint.

    Counts working days from the day after `received`; an unknown kind gets the shortest clock.

    Source: PermenPANRB 5/2025, as configured in `clocks`.

    Raises:
        CalendarTooShort: the deadline falls outside the years that `calendar` knows.
    """
    return calendar.add_working_days(received, _days(Step.FINISH, kind, clocks))


def deadlines(kind: str, received: date, calendar: Calendar, clocks: Clocks) -> tuple[Deadline, ...]:
    """Return the deadlines of every step, in order of time.

    Raises:
        CalendarTooShort: one falls outside the years that `calendar` knows.
    """
    return _in_order(_deadline(step, kind, received, calendar, clocks) for step in Step)


def known_deadlines(kind: str, received: date, calendar: Calendar, clocks: Clocks) -> tuple[Deadline, ...]:
    """Return the deadlines that `calendar` can tell, in order of time; a step beyond its years is left out."""
    known = []
    for step in Step:
        with suppress(CalendarTooShort):
            known.append(_deadline(step, kind, received, calendar, clocks))
    return _in_order(known)


def _deadline(step: Step, kind: str, received: date, calendar: Calendar, clocks: Clocks) -> Deadline:
    return Deadline(step, calendar.add_working_days(received, _days(step, kind, clocks)), clocks.version)


def _days(step: Step, kind: str, clocks: Clocks) -> int:
    if step is Step.VERIFY:
        return clocks.verify
    if step is Step.FIRST_FOLLOW_UP:
        return clocks.first_follow_up
    return clocks.finish.get(kind, min(clocks.finish.values()))


def _in_order(steps: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(sorted(steps, key=lambda deadline: deadline.due))
