"""The legal clocks of a complaint, from the day it came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, with_config

from triage.calendar import Calendar
from triage.catalog_file import read_catalog
from triage.errors import CalendarTooShort, TriageError
from triage.taxonomy import Name
from triage.time_zones import WIB as WIB

WorkingDays = Annotated[int, Field(ge=0, strict=True)]


class Step(StrEnum):
    """What must have happened by a deadline."""

    VERIFY = "verify"
    FIRST_FOLLOW_UP = "first_follow_up"
    FINISH = "finish"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Clocks:
    """Working days allowed per step; `finish` depends on the kind of report.

    `at_most` bounds every step from the day the report came in. The regulation's "60 at the most" is
    read as a bound that waiting for the reporter doesn't move: it protects the reporter from being asked
    without end. An agency that counts from the day the report was complete sets `pauses_extend_at_most`.
    `in_force_from` informs only: reports of an earlier day are counted alike.
    """

    version: str
    regulation: str
    source: str
    in_force_from: date | None
    verify: WorkingDays
    first_follow_up: WorkingDays
    finish: Annotated[Mapping[str, WorkingDays], Field(min_length=1)]
    auto_close: WorkingDays
    at_most: WorkingDays
    pauses_extend_at_most: Annotated[bool, Field(strict=True)]


@dataclass(frozen=True, slots=True)
class Pause:
    """The days on which an agency waits for the reporter, whose answer it can't do without.

    `start` is the day of the question and doesn't count, `end` the day of the answer and counts again (None
    while there is none): what was left when the question went out is left when the answer comes in, and a
    question answered on the same day stops no clock.

    Raises:
        PauseEndsBeforeItStarts: `end` lies before `start`.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise PauseEndsBeforeItStarts(got=f"{self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which a step is still in time."""

    step: Step
    due: date
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a deadline stands on a day: working days left after that day, 0 on the last one, negative when overdue."""

    deadline: Deadline
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed."""
        return self.days_left < 0

    @property
    def says(self) -> Name:
        """The standing as people read it: "sisa 3 hari kerja", "lewat 2 hari kerja"."""
        days = abs(self.days_left)
        plural = "" if days == 1 else "s"
        if self.overdue:
            return Name(f"lewat {days} hari kerja", f"overdue by {days} working day{plural}")
        if not days:
            return Name("jatuh tempo hari ini", "due today")
        return Name(f"sisa {days} hari kerja", f"{days} working day{plural} left")


class PauseEndsBeforeItStarts(TriageError):
    code = "deadline/pause-ends-before-it-starts"
    what = "A pause ends before it starts."
    fix = "Give the day of the question first, then the day of the answer."


class PauseStillOpen(TriageError):
    code = "deadline/pause-still-open"
    what = "The reporter has not answered yet, so a deadline depends on the day it is asked on."
    fix = "Give `today`: the clock is then read as if the answer came on that day."


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


def finish_by(
    kind: str,
    received: date,
    calendar: Calendar,
    clocks: Clocks,
    pauses: Sequence[Pause] = (),
    today: date | None = None,
) -> date:
    """Return the last day on which the agency must have finished the complaint.

    Counts working days from the day after `received`; an unknown kind gets the shortest clock. For
    `pauses` and `today` see `deadlines`.

    Source: PermenPANRB 5/2025, as configured in `clocks`.

    Raises:
        CalendarTooShort: the deadline falls outside the years that `calendar` knows.
        PauseStillOpen: a pause has no end, and `today` is not given.
    """
    return _deadline(Step.FINISH, kind, received, calendar, clocks, _ended(pauses, today)).due


def deadlines(
    kind: str,
    received: date,
    calendar: Calendar,
    clocks: Clocks,
    pauses: Sequence[Pause] = (),
    today: date | None = None,
) -> tuple[Deadline, ...]:
    """Return the deadlines of every step, in order of time.

    Days within `pauses` don't count, once where pauses overlap. A pause without an end is taken to end
    `today`: its deadlines move on from day to day, and the working days left stay the same until the
    answer comes. No step takes longer than `clocks.at_most`.

    Source: PermenPANRB 5/2025, as configured in `clocks`.

    Raises:
        CalendarTooShort: one falls outside the years that `calendar` knows.
        PauseStillOpen: a pause has no end, and `today` is not given.
    """
    waiting = _ended(pauses, today)
    return _in_order(_deadline(step, kind, received, calendar, clocks, waiting) for step in Step)


def known_deadlines(
    kind: str,
    received: date,
    calendar: Calendar,
    clocks: Clocks,
    pauses: Sequence[Pause] = (),
    today: date | None = None,
) -> tuple[Deadline, ...]:
    """Return the deadlines that `calendar` can tell, in order of time; a step beyond its years is left out.

    Raises:
        PauseStillOpen: a pause has no end, and `today` is not given.
    """
    waiting = _ended(pauses, today)
    known = []
    for step in Step:
        with suppress(CalendarTooShort):
            known.append(_deadline(step, kind, received, calendar, clocks, waiting))
    return _in_order(known)


def closes_by(replied: date, calendar: Calendar, clocks: Clocks) -> date:
    """Return the last day on which the reporter can answer a reply; after it the complaint closes by itself.

    Source: PermenPANRB 5/2025, as configured in `clocks`.

    Raises:
        CalendarTooShort: the day falls outside the years that `calendar` knows.
    """
    return calendar.add_working_days(replied, clocks.auto_close)


def days_left(deadline: Deadline, today: date, calendar: Calendar) -> int:
    """Return the working days after `today` until a deadline is due: 0 on the day itself, negative when overdue.

    A deadline that passed is overdue by one day at least, on the weekend behind it too.

    Raises:
        CalendarTooShort: a day between them falls outside the years that `calendar` knows.
    """
    left = calendar.working_days_between(today, deadline.due)
    return left if today <= deadline.due else min(left, -1)


def next_deadline(steps: Iterable[Deadline], done: Collection[Step] = ()) -> Deadline | None:
    """Return the first deadline of a step that is not done; None where all are."""
    return min((one for one in steps if one.step not in done), key=lambda one: one.due, default=None)


def standing(
    steps: Iterable[Deadline], today: date, calendar: Calendar, done: Collection[Step] = ()
) -> Standing | None:
    """Return how the next deadline stands on a day; None where every step is done.

    Raises:
        CalendarTooShort: a day between them falls outside the years that `calendar` knows.
    """
    following = next_deadline(steps, done)
    return None if following is None else Standing(following, days_left(following, today, calendar))


def _ended(pauses: Sequence[Pause], today: date | None) -> list[Pause]:
    """Return pauses that all have an end: `today`, where the reporter hasn't answered yet."""
    still_open = [pause for pause in pauses if pause.end is None]
    if still_open and today is None:
        raise PauseStillOpen(got=f"a pause since {still_open[0].start}")
    return [
        replace(pause, end=max(pause.start, today)) if pause.end is None and today is not None else pause
        for pause in pauses
    ]


def _deadline(
    step: Step, kind: str, received: date, calendar: Calendar, clocks: Clocks, waiting: Sequence[Pause]
) -> Deadline:
    allowed = min(_days(step, kind, clocks), clocks.at_most)
    return Deadline(step, _due(allowed, received, calendar, clocks, waiting), clocks.version)


def _due(allowed: int, received: date, calendar: Calendar, clocks: Clocks, waiting: Sequence[Pause]) -> date:
    if not waiting or not allowed:
        return calendar.add_working_days(received, allowed)
    left, day = allowed, received
    for passed, day in enumerate(calendar.working_days_after(received), 1):
        left -= not any(day in pause for pause in waiting)
        if not left or (passed >= clocks.at_most and not clocks.pauses_extend_at_most):
            break
    return day


def _days(step: Step, kind: str, clocks: Clocks) -> int:
    if step is Step.VERIFY:
        return clocks.verify
    if step is Step.FIRST_FOLLOW_UP:
        return clocks.first_follow_up
    return clocks.finish.get(kind, min(clocks.finish.values()))


def _in_order(steps: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(sorted(steps, key=lambda deadline: deadline.due))
