"""One row of a file to one labelled complaint: dates, places, labels and agencies by name."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from training.corpus.mapping import Mapping
from training.corpus.rejects import Loss, Reject, shown
from triage.complaint import Channel, Confidentiality
from triage.directory import Agency, Directory
from triage.errors import UnknownRegion
from triage.records import LONGEST_TEXT, LabelledComplaint
from triage.tasks import Task
from triage.taxonomy import Taxonomy


class RowReader:
    """Reads the rows of one file; a label that can't be understood is lost and reported, the row stays."""

    def __init__(self, file: str, mapping: Mapping, taxonomy: Taxonomy, directory: Directory) -> None:
        self._file = file
        self._mapping = mapping
        self._taxonomy = taxonomy
        self._directory = directory
        self._agency = lru_cache(maxsize=10_000)(self._find_agency)
        self._region = lru_cache(maxsize=100_000)(self._find_region)

    def read(
        self, number: int, row: dict[str, Any], known_ids: Container[str]
    ) -> tuple[LabelledComplaint | None, list[Reject]]:
        """Return the complaint of a row (None if the row is refused) and all that was refused in it."""
        values = {name: "" if value is None else str(value).strip() for name, value in row.items()}
        rejects: list[Reject] = []
        identity = values[self._mapping.id]

        def refuse(lost: Loss, column: str, code: str, value: str = "") -> None:
            rejects.append(Reject(self._file, number, shown(identity), lost, column, code, shown(value)))

        text = "\n".join(part for name in self._mapping.text if (part := values[name]))
        if problem := _row_problem(identity, text, known_ids):
            refuse(Loss.ROW, problem[0], problem[1])
            return None, rejects
        agency = self._read_agency(values, refuse)
        complaint = LabelledComplaint(
            id=identity,
            text=text,
            title=self._value(values, self._mapping.title)[:500],
            received_at=self._read_date(values, refuse),
            channel=self._read_channel(values, refuse),
            region=self._read_region(values, refuse),
            confidentiality=self._read_confidentiality(values),
            kind=self._read_label(Task.KIND, self._mapping.kind, values, refuse),
            category=self._read_label(Task.CATEGORY, self._mapping.category, values, refuse),
            urgency=self._read_label(Task.URGENCY, self._mapping.urgency, values, refuse),
            role=self._read_role(values, agency, refuse),
            agency=agency.slug if agency else None,
        )
        return complaint, rejects

    @staticmethod
    def _value(values: dict[str, str], column: str | None) -> str:
        return values[column] if column else ""

    def _read_label(self, task: Task, column: str | None, values: dict[str, str], refuse: Any) -> str | None:
        name = self._value(values, column)
        if not name:
            return None
        slug = self._taxonomy.resolve(task, name)
        if slug is None:
            refuse(Loss.LABEL, column, "unknown-label", name)
        return slug

    def _read_agency(self, values: dict[str, str], refuse: Any) -> Agency | None:
        name = self._value(values, self._mapping.agency)
        if not name:
            return None
        found = self._agency(name)
        if not found:
            refuse(Loss.LABEL, self._mapping.agency, "unknown-agency", name)
        return found[0] if found else None

    def _read_role(self, values: dict[str, str], agency: Agency | None, refuse: Any) -> str | None:
        slug = self._value(values, self._mapping.role)
        if not slug:
            return agency.role if agency else None
        if slug not in self._directory.roles:
            refuse(Loss.LABEL, self._mapping.role, "unknown-role", slug)
            return None
        return slug

    def _read_region(self, values: dict[str, str], refuse: Any) -> str | None:
        given = tuple(name for column in self._mapping.region if (name := values[column]))
        if not given:
            return self._mapping.within
        code = self._region(given)
        if code is None:
            refuse(Loss.LABEL, self._mapping.region[0], "unknown-region", given[0])
        return code or self._mapping.within

    def _read_date(self, values: dict[str, str], refuse: Any) -> datetime | None:
        mapping = self._mapping.received_at
        if mapping is None or not (value := values[mapping.column]):
            return None
        try:
            parsed = datetime.strptime(value, mapping.format) if mapping.format else datetime.fromisoformat(value)
        except ValueError:
            refuse(Loss.LABEL, mapping.column, "unreadable-date", value)
            return None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(mapping.zone))

    def _read_channel(self, values: dict[str, str], refuse: Any) -> Channel:
        name = self._value(values, self._mapping.channel)
        named = self._mapping.channel_names.get(name, name.lower())
        if named in Channel._value2member_map_:
            return Channel(named)
        if name:
            refuse(Loss.LABEL, self._mapping.channel, "unknown-channel", name)
        return Channel.OTHER

    def _read_confidentiality(self, values: dict[str, str]) -> Confidentiality:
        if self._value(values, self._mapping.secret).lower() in self._mapping.true_values:
            return Confidentiality.SECRET
        if self._value(values, self._mapping.anonymous).lower() in self._mapping.true_values:
            return Confidentiality.ANONYMOUS
        return Confidentiality.PUBLIC

    def _find_agency(self, name: str) -> tuple[Agency, ...]:
        return tuple(self._directory.find(name, self._mapping.within))

    def _find_region(self, names: tuple[str, ...]) -> str | None:
        for name in names:
            if name[0].isdigit():
                try:
                    return self._directory.regions.get(name).code
                except UnknownRegion:
                    continue
            if self._mapping.within and (code := self._directory.place_code(name, self._mapping.within)):
                return code
        return None


def _row_problem(identity: str, text: str, known_ids: Container[str]) -> tuple[str, str] | None:
    if not identity:
        return "id", "empty-id"
    if identity in known_ids:
        return "id", "repeated-id"
    if not text.strip():
        return "text", "empty-text"
    if len(text) > LONGEST_TEXT:
        return "text", "overlong-text"
    return None
