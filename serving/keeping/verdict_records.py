"""From the store's rows to `VerdictRecord`: verdicts in force, with the masked text and how it came before a person."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from serving.casework.office import Office
from serving.keeping.erasure import ERASED
from serving.store.schema import CaseRow, DecisionRow, ItemRow, PredictionRow, VerdictRow
from triage.complaint import Channel, Confidentiality
from triage.decision import Action
from triage.records import MachineAnswer, Proposal, VerdictRecord
from triage.review import Purpose
from triage.verdicts import Act

_PAGE = 300


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases are exported: verdicts given and outcomes told from `since` on; secret cases only if asked for."""

    since: datetime | None = None
    with_secret: bool = False


def verdict_records(session: Session, office: Office, selection: Selection) -> Iterator[VerdictRecord]:
    """Give the verdicts in force, all of one case together and in their order, then the parts it was split into.

    Left out: verdicts that were taken back, and cases whose text is gone.
    """
    last = ""
    while ids := session.scalars(_cases_with_verdicts(selection, last).limit(_PAGE)).all():
        yield from _page(session, office, selection, ids)
        session.expunge_all()
        last = ids[-1]


def in_force() -> ColumnElement[bool]:
    """Say which verdicts stand: no undoing ones, and none that was undone."""
    undoing = aliased(VerdictRow)
    undone = select(undoing.id).where(undoing.undoes == VerdictRow.id).exists()
    return (VerdictRow.act != Act.UNDO.value) & ~undone


def reviewer_of(office: Office, officer: str) -> str:
    """Return the pseudonym of an officer: a hash keyed with the audit key, the same in every export of a house."""
    return hmac.new(b"reviewer" + office.audit_key, officer.encode(), sha256).hexdigest()[:16]


def machine_answers(session: Session, cases: Sequence[str]) -> Mapping[str, list[tuple[DecisionRow, MachineAnswer]]]:
    """Return what the machine said of each case, the latest last."""
    rows = session.execute(
        select(DecisionRow, PredictionRow.model, PredictionRow.bundle)
        .join(PredictionRow, PredictionRow.id == DecisionRow.prediction)
        .where(DecisionRow.case.in_(cases))
        .order_by(DecisionRow.made_at)
    )
    found: dict[str, list[tuple[DecisionRow, MachineAnswer]]] = {case: [] for case in cases}
    for decision, model, bundle in rows:
        answer = MachineAnswer(
            agency=decision.agency,
            category=decision.category,
            urgency=decision.urgency,
            kind=decision.kind,
            copies=tuple(decision.copies),
            action=Action(decision.action),
            probability=decision.probability,
            model=model,
            bundle=bundle,
            policy=decision.policy,
        )
        found[decision.case].append((decision, answer))
    return found


def shown_cases(selection: Selection) -> ColumnElement[bool]:
    """Say which cases may be exported."""
    kept = CaseRow.state != ERASED
    return kept if selection.with_secret else kept & CaseRow.secret.is_(False)


def _cases_with_verdicts(selection: Selection, after: str) -> Select[str]:
    given = select(VerdictRow.id).where(VerdictRow.case == CaseRow.id, in_force(), *_since(selection)).exists()
    return select(CaseRow.id).where(CaseRow.id > after, shown_cases(selection), given).order_by(CaseRow.id)


def _since(selection: Selection) -> Sequence[ColumnElement[bool]]:
    return [] if selection.since is None else [VerdictRow.given_at >= selection.since]


def _page(session: Session, office: Office, selection: Selection, ids: Sequence[str]) -> Iterator[VerdictRecord]:
    machine = machine_answers(session, ids)
    rows = session.execute(
        select(VerdictRow, ItemRow, CaseRow)
        .join(ItemRow, ItemRow.id == VerdictRow.item)
        .join(CaseRow, CaseRow.id == VerdictRow.case)
        .where(VerdictRow.case.in_(ids), in_force(), *_since(selection))
        .order_by(VerdictRow.case, VerdictRow.given_at, VerdictRow.id)
    )
    for _, of_case in groupby(rows, key=lambda row: row.VerdictRow.case):
        parts: list[VerdictRecord] = []
        for verdict, item, case in of_case:
            yield (record := _record(office, verdict, item, case, machine[case.id]))
            parts += [_part(record, part) for part in _parts(session, verdict)]
        yield from parts


def _parts(session: Session, verdict: VerdictRow) -> Sequence[CaseRow]:
    """Return the parts that still are what the splitting officer made them: an agency that refused is no label."""
    if not verdict.children:
        return []
    parts = session.scalars(select(CaseRow).where(CaseRow.id.in_(verdict.children)).order_by(CaseRow.id))
    return [part for part in parts if part.state != ERASED and not part.refused_by]


def _record(
    office: Office,
    verdict: VerdictRow,
    item: ItemRow,
    case: CaseRow,
    machine: Sequence[tuple[DecisionRow, MachineAnswer]],
) -> VerdictRecord:
    before = [pair for pair in machine if pair[0].made_at <= verdict.given_at]
    decision, answer = before[-1] if before else (None, None)
    return VerdictRecord(
        verdict=verdict.id,
        case=case.id,
        parent=case.parent,
        text=case.text,
        title=case.title,
        received_at=case.received_at,
        channel=Channel(case.channel),
        region=case.region_hint,
        confidentiality=Confidentiality(case.confidentiality),
        act=Act(verdict.act),
        kind=verdict.kind,
        category=verdict.category,
        urgency=verdict.urgency,
        role=role_of(verdict.agency),
        agency=verdict.agency,
        copies=tuple(verdict.copies),
        duplicate_of=verdict.duplicate_of,
        purpose=Purpose(item.purpose),
        reading=item.reading,
        given_at=verdict.given_at,
        reviewer=reviewer_of(office, verdict.officer),
        seconds=verdict.seconds,
        shown=Proposal.model_validate(verdict.shown) if verdict.shown else None,
        machine=answer,
        selection_probability=_selection_probability(item, decision),
        blind=item.purpose == Purpose.AUDIT,
    )


def _part(whole: VerdictRecord, part: CaseRow) -> VerdictRecord:
    """Return the answer that a splitting officer gave to one part; no machine had proposed it."""
    return whole.model_copy(
        update={
            "case": part.id,
            "parent": whole.case,
            "text": part.text,
            "title": part.title,
            "kind": part.kind,
            "category": part.category,
            "urgency": part.urgency,
            "role": role_of(part.agency),
            "agency": part.agency,
            "copies": tuple(part.copies),
            "shown": None,
            "machine": None,
        }
    )


def role_of(agency: str | None) -> str | None:
    """Return the role in an agency's slug: `role:region`, the role alone for a national one, `#n` for a second unit."""
    return agency.partition("#")[0].partition(":")[0] if agency is not None else None


def _selection_probability(item: ItemRow, decision: DecisionRow | None) -> float:
    """Return the probability of the draw for what was read because of it: an audit, and a drawn case's dispute."""
    if decision is None or not decision.audit or item.purpose not in (Purpose.AUDIT, Purpose.DISPUTE):
        return 1.0
    return decision.audit_share or 1.0
