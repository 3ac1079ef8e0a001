"""Splitting: a complaint that holds several problems becomes one case for each, all children of the first."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from features.masking import mask
from serving.casework.contents import content_of_case
from serving.casework.events import EventType, emit
from serving.casework.labels import body_slug, checked
from serving.casework.office import Office
from serving.store import audit_log
from serving.store.schema import CaseKeyRow, CaseRow
from serving.store.vault import digest_of
from triage.errors import TriageError
from triage.verdicts import AgencyMissing, Answer

_FEWEST, _MOST = 2, 6


@dataclass(frozen=True, slots=True)
class Part:
    """One problem of a complaint: its words, as the officer cut them from the masked text, and whose it is."""

    text: str = field(repr=False)
    answer: Answer


def make_children(session: Session, office: Office, parent: CaseRow, parts: tuple[Part, ...]) -> list[str]:
    """Add a settled case for every part and return their ids.

    Raises:
        PartsUnusable: there are fewer than two parts or more than six, or one has no words.
        AgencyMissing: a part names no agency.
    """
    texts = [mask(part.text.strip()).text for part in parts]
    if not _FEWEST <= len(parts) <= _MOST or not all(texts):
        raise PartsUnusable(got=len(parts), allowed=f"{_FEWEST} to {_MOST}")
    return [
        _child(session, office, parent, number, text, checked(part.answer, office))
        for number, (text, part) in enumerate(zip(texts, parts, strict=True), start=1)
    ]


def _child(session: Session, office: Office, parent: CaseRow, number: int, text: str, answer: Answer) -> str:
    if answer.agency is None:
        raise AgencyMissing(act="split")
    now, child_id = office.now(), office.new_id()
    child = CaseRow(
        id=child_id,
        client=parent.client,
        external_id=f"{parent.external_id}#{child_id[:8]}-{number}",
        parent=parent.id,
        received_at=parent.received_at,
        admitted_at=now,
        touched_at=now,
        channel=parent.channel,
        region_hint=parent.region_hint,
        place=parent.place,
        regency=parent.regency,
        confidentiality=parent.confidentiality,
        secret=parent.secret,
        title=parent.title,
        text=text,
        raw=None,
        state="settled",
        agency=answer.agency,
        body=body_slug(answer.agency, office),
        category=answer.category or parent.category,
        urgency=answer.urgency or parent.urgency,
        kind=answer.kind or parent.kind,
        copies=list(answer.copies),
        refused_by=[],
        incident=None,
    )
    session.add(child)
    session.flush()
    key = office.vault.new_key()
    session.add(CaseKeyRow(case=child.id, wrapped=office.vault.lock(key)))
    emit(session, office, EventType.SETTLED, child, {"act": "split"})
    audit_log.append(
        session, now, parent.client, "case.split_off", child.id, digest_of(key, content_of_case(child, None))
    )
    return child.id


class PartsUnusable(TriageError):
    code = "verdict/parts-unusable"
    what = "A split needs a few parts, each with words and an agency."
    fix = "Give two to six parts; if there is only one problem, change the answer instead."
