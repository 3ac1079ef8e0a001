"""From a ticket of LAPOR to what our own intake takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from serving.engine.intake import PredictRequest
from serving.lapor.errors import BrokenTicket, UnknownLaporId
from serving.lapor.fields import LaporTicket
from serving.lapor.id_maps import IdMaps
from serving.lapor.wire import TicketNames


def read_ticket(payload: Mapping[str, Any], names: TicketNames) -> LaporTicket:
    """Return a ticket as LAPOR sent it; a time without an offset is in the zone of `names`.

    Raises:
        BrokenTicket: a field is missing or of another type; told by its name, never by its content.
    """
    own = {"ticket": payload.get(names.ticket)}
    if names.received_at is not None:
        own["received_at"] = _with_zone(payload.get(names.received_at), names.zone)
    try:
        return LaporTicket.model_validate({**_without(payload, "ticket", "received_at"), **own})
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        mistake = f"{'.'.join(str(part) for part in first['loc'])}: {first['type']}"
    raise BrokenTicket(ticket=_shown(payload.get(names.ticket)), problem=mistake)


def complaint_of(ticket: LaporTicket, maps: IdMaps) -> PredictRequest:
    """Return a ticket as a request to our own intake; labels that LAPOR set are not taken over.

    A place that the maps do not know leaves the region open, since it is a hint only: `unmapped_ids` tells of it. A
    ticket with not_authority was refused by the holder of its disposition_id, and by all who share that id.

    Raises:
        UnknownLaporId: the ticket was refused, and the maps do not know by whom, so it could go there again.
    """
    regions = maps.location.labels_of(ticket.location_id) if ticket.location_id is not None else ()
    return PredictRequest(
        id=ticket.ticket,
        title=ticket.title,
        text=ticket.content,
        channel=maps.channel(ticket.channel),
        received_at=ticket.received_at,
        region=regions[0] if regions else None,
        is_secret=ticket.is_secret,
        is_anonymous=ticket.is_anonymous,
        refused_by=_refused_by(ticket, maps),
    )


def unmapped_ids(ticket: LaporTicket, maps: IdMaps) -> tuple[str, ...]:
    """Return the ids of a ticket that the maps do not know, as `location 4711`, for whoever keeps the maps."""
    return tuple(
        f"{table.kind} {number}"
        for table in maps.tables
        if (number := getattr(ticket, f"{table.kind}_id")) is not None and not table.labels_of(number)
    )


def _refused_by(ticket: LaporTicket, maps: IdMaps) -> tuple[str, ...]:
    if not ticket.not_authority:
        return ()
    holders = maps.disposition.labels_of(ticket.disposition_id) if ticket.disposition_id is not None else ()
    if not holders:
        raise UnknownLaporId(kind=maps.disposition.kind, got=ticket.disposition_id)
    return holders


def _with_zone(written: object, zone: tzinfo) -> object:
    if not isinstance(written, str) or not written:
        return None if written in ("", None) else written
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return "unreadable"  # the schema tells of it by the field's name
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)


def _without(payload: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


def _shown(ticket: object) -> str:
    return str(ticket)[:40] if isinstance(ticket, str | int) and str(ticket) else "without an id"
