"""Rows of a file to labelled complaints, a batch at a time: texts, dates, places, labels and agencies by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from training.corpus.checks import ROWS, failures, label_checks
from training.corpus.dates import read_clock, read_date
from training.corpus.glued_lines import part_glued_lines
from training.corpus.labels_by_name import Meaning, Names
from training.corpus.mapping import DateColumn
from training.corpus.mapping import Mapping as ColumnMapping
from training.corpus.rejects import Loss, Reject, named, shown, with_whole_rows
from training.corpus.sources.header import fold_column
from training.corpus.sources.source import Cells
from training.errors import MissingColumns
from triage.complaint import Channel, Confidentiality
from triage.directory import Directory
from triage.records import LONGEST_TITLE
from triage.tasks import Task
from triage.taxonomy import Taxonomy

_SEVERAL = re.compile(r"[|/,;&]|\bdan\b", re.IGNORECASE)

Fields = dict[str, Any]
"""The fields of one `LabelledComplaint`, not yet built."""


@dataclass(frozen=True)
class Batch:
    """The complaints of some rows, the number of each row, its reporter's name if known, and all that was refused."""

    file: str
    complaints: list[Fields]
    numbers: list[int]
    reporters: list[str]
    rejects: list[Reject]

    def without(self, refused: Mapping[int, tuple[str, str]]) -> Batch:
        """Return the batch without the rows at some positions, each refused by (column, code).

        What had been refused of such a row before is forgotten: the whole row is one reject.
        """
        if not refused:
            return self
        kept = [place for place in range(len(self.complaints)) if place not in refused]
        return Batch(
            self.file,
            [self.complaints[place] for place in kept],
            [self.numbers[place] for place in kept],
            [self.reporters[place] for place in kept],
            with_whole_rows(self.rejects, [self.reject(place, Loss.ROW, *refused[place]) for place in refused]),
        )

    def reject(self, place: int, lost: Loss, column: str, code: str, value: object = "") -> Reject:
        """Return a reject of the row at a position."""
        return Reject(
            self.file, self.numbers[place], named(self.complaints[place]["id"]), lost, column, code, shown(value)
        )


class BatchReader:
    """Reads the rows of one table; a label that can't be understood is lost and reported, the row stays.

    Pure but for its caches: the same rows give the same batch, in whatever process.
    """

    def __init__(
        self,
        file: str,
        columns: Sequence[str],
        mapping: ColumnMapping,
        taxonomy: Taxonomy,
        directory: Directory,
        now: datetime,
    ) -> None:
        self._file = file
        self._mapping = mapping
        self._at = positions(file, columns, mapping)
        self._names = Names(mapping, taxonomy, directory)
        self._label_checks = label_checks(now)
        self._date = lru_cache(maxsize=50_000)(_read_date)
        self._channel_names = {name.casefold(): channel for name, channel in mapping.channel_names.items()}
        self._channel = lru_cache(maxsize=10_000)(self._find_channel)
        self._confidentiality = lru_cache(maxsize=10_000)(self._find_confidentiality)

    def read(self, first: int, rows: Sequence[Cells | None]) -> Batch:
        """Return what the rows hold; `first` is the number of the first of them."""
        complaints: list[Fields] = []
        numbers: list[int] = []
        reporters: list[str] = []
        rejects: list[Reject] = []
        for number, row in enumerate(rows, start=first):
            if row is None or not any(row):
                code = "ragged-row" if row is None else "blank-row"
                rejects.append(Reject(self._file, number, "", Loss.ROW, "row", code))
                continue
            reading = _Reading(self, number, row)
            complaints.append(reading.fields())
            numbers.append(number)
            reporters.append(reading.value(self._mapping.reporter))
            rejects += reading.rejects
        return self._checked(Batch(self._file, complaints, numbers, reporters, rejects))

    def _find_channel(self, name: str) -> Channel | None:
        for part in (name.casefold(), name.casefold().partition(" - ")[0]):
            if (channel := self._channel_names.get(part, part)) in Channel._value2member_map_:
                return Channel(channel)
        return None

    def _find_confidentiality(self, secret: str, anonymous: str) -> Confidentiality:
        if _says(secret, self._mapping.secret_values):
            return Confidentiality.SECRET
        if _says(anonymous, self._mapping.anonymous_values):
            return Confidentiality.ANONYMOUS
        return Confidentiality.PUBLIC

    def _checked(self, batch: Batch) -> Batch:
        if not batch.complaints:
            return batch
        frame = pd.DataFrame(
            {
                "id": pd.Series([row["id"] for row in batch.complaints], dtype=str),
                "text": [len(text) if text.strip() else 0 for row in batch.complaints for text in (row["text"],)],
                "title": [len(row["title"]) for row in batch.complaints],
                "received_at": pd.Series(
                    [at and at.astimezone(UTC) for row in batch.complaints for at in (row["received_at"],)],
                    dtype="datetime64[us, UTC]",
                ),
            }
        )
        for position, column, code in failures(frame, self._label_checks):
            row = batch.complaints[position]
            value = row["received_at"].date() if column == "received_at" else row["title"]
            batch.rejects.append(batch.reject(position, Loss.LABEL, column, code, value))
            row[column] = None if column == "received_at" else row["title"][:LONGEST_TITLE]
        refused = failures(frame, ROWS)
        return batch.without({position: (column, code) for position, column, code in reversed(refused)})


class _Reading:
    """One row being read: its values by column, and what was refused in it."""

    def __init__(self, reader: BatchReader, number: int, row: Cells) -> None:
        self._reader = reader
        self._mapping = reader._mapping
        self._names = reader._names
        self._values = {column: row[place].strip() for column, place in reader._at.items()}
        self._number = number
        self._id = self.value(self._mapping.id)
        self.rejects: list[Reject] = []

    def value(self, column: str | None) -> str:
        """Return the value of a column as it stands, stripped; "" for a column that is not there."""
        return self._values.get(column, "") if column else ""

    def fields(self) -> Fields:
        """Return the fields of the complaint that the row holds."""
        mapping = self._mapping
        text = "\n".join(part for name in mapping.text if (part := self.value(name)))
        agency = self._agency()
        return {
            "id": self._id,
            "text": part_glued_lines(text) if mapping.glued_lines else text,
            "title": self.value(mapping.title),
            "received_at": self._received_at(),
            "channel": self._channel(),
            "region": self._region(),
            "confidentiality": self._confidentiality(),
            "kind": self._label(Task.KIND, mapping.kind),
            "category": self._category(),
            "urgency": self._label(Task.URGENCY, mapping.urgency),
            "role": self._role(agency),
            "agency": agency.slug,
        }

    def _lose(self, column: str | None, code: str, value: str) -> None:
        identity = named(self._id)
        self.rejects.append(
            Reject(self._reader._file, self._number, identity, Loss.LABEL, column or "", code, shown(value))
        )

    def _known(self, meaning: Meaning, column: str | None, name: str) -> Meaning:
        if meaning.problem:
            self._lose(column, meaning.problem, name)
        return meaning

    def _label(self, task: Task, column: str | None) -> str | None:
        name = self.value(column)
        return self._known(self._names.label(task, name), column, name).slug if name else None

    def _category(self) -> str | None:
        column = self._mapping.category
        name, sp4n_id = self.value(column), self.value(self._mapping.category_id)
        if not name and not sp4n_id:
            return None
        return self._known(self._names.category(name, sp4n_id), column, name or sp4n_id).slug

    def _agency(self) -> Meaning:
        name = self.value(self._mapping.agency)
        return self._known(self._names.agency(name), self._mapping.agency, name) if name else Meaning()

    def _role(self, agency: Meaning) -> str | None:
        slug = self.value(self._mapping.role)
        return self._known(self._names.role(slug), self._mapping.role, slug).slug if slug else agency.role

    def _region(self) -> str | None:
        columns = self._mapping.region
        given = tuple(name for column in columns if (name := self.value(column)))
        if not given:
            return self._mapping.within
        return self._known(self._names.region(given), columns[0], given[0]).slug or self._mapping.within

    def _received_at(self) -> datetime | None:
        column = self._mapping.received_at
        if column is None or not (value := self.value(column.column)):
            return None
        try:
            return self._reader._date(value, self.value(column.time), column)
        except (ValueError, OverflowError):
            self._lose(column.column, "unreadable-date", value)
            return None

    def _channel(self) -> Channel:
        name = self.value(self._mapping.channel)
        if name and (channel := self._reader._channel(name)):
            return channel
        if name:
            self._lose(self._mapping.channel, "unknown-channel", name)
        return Channel.OTHER

    def _confidentiality(self) -> Confidentiality:
        return self._reader._confidentiality(self.value(self._mapping.secret), self.value(self._mapping.anonymous))


def positions(file: str, columns: Sequence[str], mapping: ColumnMapping) -> dict[str, int]:
    """Return where each column of the mapping stands; a name is compared exactly first, then folded.

    Raises:
        MissingColumns: one that is not optional is not there.
    """
    exact = {name: place for place, name in reversed(list(enumerate(columns)))}
    folded = {fold_column(name): place for place, name in reversed(list(enumerate(columns)))}
    found: dict[str, int] = {}
    missing: list[str] = []
    for name in mapping.columns:
        place = exact.get(name, folded.get(fold_column(name)))
        if place is not None:
            found[name] = place
        elif name not in mapping.optional:
            missing.append(name)
    if missing:
        # A file without a header has a complaint where its column names should be.
        there = map(shown, columns) if found else ("none of the wanted names",)
        raise MissingColumns(file=file, got=", ".join(there), allowed=", ".join(missing))
    return found


def _read_date(value: str, clock: str, column: DateColumn) -> datetime:
    parsed = datetime.strptime(value, column.format) if column.format else read_date(value)
    if clock:
        time = read_clock(clock)
        parsed = datetime.combine(parsed.date(), time, time.tzinfo or parsed.tzinfo)
    parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(column.zone))
    parsed.astimezone(UTC)  # the calendar's first and last day have no such moment: OverflowError
    return parsed


def _says(value: str, words: tuple[str, ...]) -> bool:
    """Return whether a cell holds one of the words; several may stand in it ("Anonim|Rahasia")."""
    wanted = {word.casefold() for word in words}
    return any(part.strip().casefold() in wanted for part in _SEVERAL.split(value))
