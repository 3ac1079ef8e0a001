"""What part of the queue somebody looks at, as it stands in an address and goes along from item to item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from serving.casework.queue import QueueFilter
from triage.review import Purpose

_SIDES = ("purpose", "urgency", "category", "body", "overdue", "incidents")
_LEVELS = 4


def read(query: Mapping[str, str]) -> QueueFilter:
    """Return the filter of an address; a side that says nothing known is left open."""
    urgency = query.get("urgency", "")
    return QueueFilter(
        purpose=Purpose(query["purpose"]) if query.get("purpose") in set(Purpose) else None,
        urgency=int(urgency) if urgency.isascii() and urgency.isdigit() and int(urgency) < _LEVELS else None,
        category=query.get("category") or None,
        body=query.get("body") or None,
        overdue=query.get("overdue") == "1",
        incidents=query.get("incidents") == "1",
    )


def from_text(written_: str) -> QueueFilter:
    """Return the filter of a form's hidden field."""
    return read(dict(parse_qsl(written_[:500])))


def written(wanted: QueueFilter, **more: str | None) -> str:
    """Return the filter, and more fields, as the query of an address; empty for the whole queue."""
    sides = {name: getattr(wanted, name) for name in _SIDES}
    told = {
        name: "1" if value is True else str(value)
        for name, value in sides.items()
        if value is not None and value is not False
    }
    return urlencode({**told, **{name: value for name, value in more.items() if value}})


def address(path: str, wanted: QueueFilter, **more: str | None) -> str:
    """Return a page's address with the filter, and more fields, behind it."""
    query = written(wanted, **more)
    return f"{path}?{query}" if query else path


def without(wanted: QueueFilter, side: str) -> QueueFilter:
    """Return the filter with one side left open."""
    return replace(wanted, **{side: getattr(QueueFilter(), side)})
