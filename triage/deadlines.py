"""The legal clocks of a complaint, from the day it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from triage.calendar import Calendar
from triage.catalog_file import read_catalog
from triage.errors import BrokenCatalog


class Step(StrEnum):
    """What must have happened by a deadline."""

    VERIFY = "verify"
    FIRST_FOLLOW_UP = "first_follow_up"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Working days allowed per step; `finish` depends on the kind of report."""

    version: str
    source: str
    verify: int
    first_follow_up: int
    finish: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which a step is still in time."""

    step: Step
    due: date
    source: str


def load_clocks(path: Path | None = None) -> Clocks:
    """Read a clocks file (YAML), by default the one in force.

    Raises:
        BrokenCatalog: a key is missing or unknown.
    """
    path = path or Path(str(files("triage").joinpath("catalog/clocks.yaml")))
    try:
        return Clocks(**read_catalog(path))
    except TypeError as problem:
        raise BrokenCatalog(file=path.name, problem=str(problem)) from problem


def finish_by(kind: str, received: date, calendar: Calendar, clocks: Clocks) -> date:
    """Return the last day on which the agency must have finished the complaint.

    Counts working days from the day after `received`; an unknown kind gets the shortest clock.

    Source: PermenPANRB 5/2025, as configured in `clocks`.

    Raises:
        CalendarTooShort: the deadline falls after the last year that `calendar` knows.
    """
    days = clocks.finish.get(kind, min(clocks.finish.values()))
    return calendar.add_working_days(received, days)


def deadlines(kind: str, received: date, calendar: Calendar, clocks: Clocks) -> tuple[Deadline, ...]:
    """Return the deadlines of every step, in order of time.

    Raises:
        CalendarTooShort: one falls after the last year that `calendar` knows.
    """
    steps = (
        Deadline(Step.VERIFY, calendar.add_working_days(received, clocks.verify), clocks.version),
        Deadline(Step.FIRST_FOLLOW_UP, calendar.add_working_days(received, clocks.first_follow_up), clocks.version),
        Deadline(Step.FINISH, finish_by(kind, received, calendar, clocks), clocks.version),
    )
    return tuple(sorted(steps, key=lambda deadline: deadline.due))
