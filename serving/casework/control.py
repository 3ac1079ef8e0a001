"""The stop button: with it pressed the machine routes nothing by itself, and every complaint goes to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.store import audit_log
from serving.store.schema import ControlRow
from triage.errors import TriageError

_STOP = "machine_routing_stopped"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Stopped:
    """Who stopped the machine, when and why."""

    by: str
    at: datetime
    reason: str


def stopped(office: Office) -> Stopped | None:
    """Return who stopped the machine's routing; None while it runs."""
    with office.database.reading() as session:
        row = session.get(ControlRow, _STOP)
        return (
            Stopped(row.set_by, row.set_at, row.value["reason"]) if row is not None and row.value["stopped"] else None
        )


def stop(office: Office, who: Officer, reason: str) -> None:
    """Stop the machine's routing at once, in every process on this store.

    Raises:
        NotAllowed, NationOnly: who asks is no administrator of the whole.
        ReasonMissing: those who see the banner must know why.
    """
    _set(office, who, True, reason)


def resume(office: Office, who: Officer, reason: str) -> None:
    """Let the machine route again as the policy says; raises like `stop`."""
    _set(office, who, False, reason)


def _set(office: Office, who: Officer, is_stopped: bool, reason: str) -> None:
    who.must_steer()
    said = reason.strip()[:_LONGEST]
    if not said:
        raise ReasonMissing()
    now = office.now()
    with office.database.writing() as session:
        session.merge(ControlRow(name=_STOP, value={"stopped": is_stopped, "reason": said}, set_by=who.id, set_at=now))
        audit_log.append(session, now, who.id, "machine.stopped" if is_stopped else "machine.resumed")


class ReasonMissing(TriageError):
    code = "control/reason-missing"
    what = "The stop button needs a reason."
    fix = "Say in a sentence why: everybody who works here reads it."
