"""Answers that may be given: every slug must be one of the directory or the taxonomy."""

from __future__ import annotations

from typing import Any

from serving.casework.office import Office
from triage.bodies import body_of
from triage.tasks import Task
from triage.verdicts import Answer


def checked(answer: Answer, office: Office) -> Answer:
    """Return the answer if all that it names exists.

    Raises:
        UnknownAgency: the directory has no such agency.
        UnknownLabel: the taxonomy has no such category, urgency or kind.
    """
    for agency in filter(None, (answer.agency, *answer.copies)):
        office.directory.get(agency)
    for task, label in ((Task.CATEGORY, answer.category), (Task.URGENCY, answer.urgency), (Task.KIND, answer.kind)):
        if label is not None:
            office.taxonomy.label(task, label)
    return answer


def body_slug(agency: str | None, office: Office) -> str | None:
    """Return the K/L/D of an agency by slug; None for none."""
    return body_of(office.directory.get(agency), office.directory).slug if agency is not None else None


def first_body(agency: str | None, regency: str | None, office: Office) -> str | None:
    """Return the K/L/D that a case begins with: its agency's, or the local government of its place."""
    return body_slug(agency, office) or (f"kabkota.pemerintahan:{regency}" if regency else None)


def urgency_rank(level: str | None, office: Office) -> int:
    """Return a level's place on the scale, 0 for rendah up to 3 for darurat; an unknown one counts as sedang."""
    scale = office.taxonomy.slugs(Task.URGENCY)
    return scale.index(level) if level in scale else 1


def as_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as it is kept."""
    return {
        "agency": answer.agency,
        "category": answer.category,
        "urgency": answer.urgency,
        "kind": answer.kind,
        "copies": list(answer.copies),
    }


def from_dict(kept: dict[str, Any]) -> Answer:
    """Return a kept answer."""
    return Answer(kept["agency"], kept["category"], kept["urgency"], kept["kind"], tuple(kept["copies"]))
