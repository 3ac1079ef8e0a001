"""`triage deadlines`: the legal clocks as a table, for whoever checks them by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from triage.calendar import Calendar
from triage.deadlines import Clocks, Deadline, Pause, Standing, Step, deadlines, load_clocks, local_day, standing
from triage.errors import CalendarTooShort, NaiveTime
from triage.regions import Regions
from triage.time_zones import time_zone

_STEPS = {
    Step.VERIFY: "Verifikasi",
    Step.FIRST_FOLLOW_UP: "Tindak lanjut pertama",
    Step.FINISH: "Selesai",
}
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockTable:
    """The deadlines of one kind of report that came in on one day, and the holidays that they step over."""

    received: date
    kind: str
    steps: tuple[tuple[Deadline, Standing | None], ...]
    skipped: dict[date, str]


def deadlines_table(
    received: Annotated[
        list[str] | None, typer.Option(help="Day or moment (ISO) on which a report came in; several may be given.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Kind of report, e.g. aspirasi; by default all kinds.")] = None,
    region: Annotated[
        str | None, typer.Option(help="Kemendagri code of the place, whose days are counted (WIB, WITA, WIT).")
    ] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option(help="QUESTION..ANSWER: days of waiting for the reporter; `2026-03-10..` has no answer yet."),
    ] = None,
    today: Annotated[str | None, typer.Option(help="Day from which working days left are counted.")] = None,
    clocks: Annotated[Path | None, typer.Option(help="Your own clocks file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Print by when a report must be verified, followed up and finished, and the holidays between."""
    rules, calendar = load_clocks(clocks), Calendar.indonesia()
    kinds = [kind] if kind is not None else list(rules.finish)
    if kind is not None and kind not in rules.finish:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(rules.finish)}", param_hint="--kind")
    zone = time_zone(Regions().get(region).code if region is not None else None)
    as_of = _day(today, zone, "--today") if today is not None else local_day(datetime.now(UTC), zone)
    days = [_day(written, zone, "--received") for written in received or ()] or [as_of]
    pauses = [_pause(written, zone) for written in pause or ()]
    tables = [_table(day, name, calendar, rules, pauses, as_of) for day in days for name in kinds]
    if as_json:
        typer.echo(json.dumps(_as_json(tables, rules, zone, as_of), ensure_ascii=False, indent=2))
    else:
        _print(tables, rules, zone, as_of)


def _day(written: str, zone: tzinfo, option: str) -> date:
    """Return a day as written, or the day in `zone` of a moment with an offset."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as problem:
        raise typer.BadParameter(f"{written!r} is no day such as 2026-03-09", param_hint=option) from problem
    if moment.utcoffset() is None:
        raise NaiveTime(got=written)
    return local_day(moment, zone)


def _pause(written: str, zone: tzinfo) -> Pause:
    asked, dots, answered = written.partition("..")
    if not dots:
        raise typer.BadParameter(f"{written!r} is no pause such as 2026-03-10..2026-03-16", param_hint="--pause")
    return Pause(_day(asked, zone, "--pause"), _day(answered, zone, "--pause") if answered else None)


def _table(
    received: date, kind: str, calendar: Calendar, clocks: Clocks, pauses: Sequence[Pause], today: date
) -> ClockTable:
    found = deadlines(kind, received, calendar, clocks, pauses, today)
    steps = tuple((deadline, _standing(deadline, today, calendar)) for deadline in found)
    return ClockTable(received, kind, steps, calendar.weekdays_off(received, found[-1].due))


def _standing(deadline: Deadline, today: date, calendar: Calendar) -> Standing | None:
    """Return how a deadline stands; None where `today` lies beyond the known holidays, unlike the deadline itself."""
    try:
        return standing([deadline], today, calendar)
    except CalendarTooShort:
        return None


def _as_json(tables: Sequence[ClockTable], clocks: Clocks, zone: tzinfo, today: date) -> dict[str, Any]:
    return {
        "clocks": {
            "version": clocks.version,
            "regulation": clocks.regulation,
            "source": clocks.source,
            "in_force_from": clocks.in_force_from.isoformat() if clocks.in_force_from else None,
            "auto_close": clocks.auto_close,
            "at_most": clocks.at_most,
        },
        "zone": str(zone),
        "today": today.isoformat(),
        "reports": [
            {
                "received": table.received.isoformat(),
                "kind": table.kind,
                "deadlines": [
                    {
                        "step": deadline.step.value,
                        "due": deadline.due.isoformat(),
                        "days_left": how.days_left if how else None,
                    }
                    for deadline, how in table.steps
                ],
                "days_off": [{"date": day.isoformat(), "name": name} for day, name in table.skipped.items()],
            }
            for table in tables
        ],
    }


def _print(tables: Sequence[ClockTable], clocks: Clocks, zone: tzinfo, today: date) -> None:
    console = Console(highlight=False)
    for received in dict.fromkeys(table.received for table in tables):
        of_day = [table for table in tables if table.received == received]
        console.print(_rich(received, of_day))
        skipped = {day: name for table in of_day for day, name in table.skipped.items()}
        if skipped:
            console.print("Libur yang dilewati / Holidays stepped over:")
        for day, name in sorted(skipped.items()):
            console.print(f"  {_words(day)}: {escape(name)}")
    console.print(
        f"Per {_words(today)} ({zone}). {escape(clocks.source)} ({escape(clocks.version)}). "
        f"Ditutup sendiri {clocks.auto_close} hari kerja sesudah jawaban yang tidak ditanggapi / "
        f"closed by itself {clocks.auto_close} working days after an unanswered reply."
    )


def _rich(received: date, tables: Sequence[ClockTable]) -> Table:
    shown = Table(title=f"Diterima / Received: {_words(received)}", title_justify="left")
    for heading in ("Langkah / Step", "Tenggat / Due", "Sisa / Left"):
        shown.add_column(heading)
    for table in tables:
        shown.add_row(f"[bold]{escape(table.kind)}[/bold]")
        for deadline, how in table.steps:
            shown.add_row(_STEPS[deadline.step], _words(deadline.due), how.says.id if how else "?")
        shown.add_section()
    return shown


def _words(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"
