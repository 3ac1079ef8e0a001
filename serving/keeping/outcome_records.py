"""From the store's rows to `OutcomeRecord`: what became of a case beside what was said of it before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.keeping.verdict_records import Selection, in_force, machine_answers, shown_cases
from serving.store.schema import CaseRow, ItemRow, OutcomeRow, VerdictRow
from triage.records import OutcomeEvent, OutcomeRecord, PeopleAnswer
from triage.review import Purpose
from triage.verdicts import ANSWERING

_PAGE = 500


def outcome_records(session: Session, selection: Selection) -> Iterator[OutcomeRecord]:
    """Give the outcomes told since then, in the order of their ids; those of erased cases are left out."""
    last = ""
    told = [] if selection.since is None else [OutcomeRow.told_at >= selection.since]
    query = select(OutcomeRow).join(CaseRow, CaseRow.id == OutcomeRow.case).where(shown_cases(selection), *told)
    while page := session.scalars(query.where(OutcomeRow.id > last).order_by(OutcomeRow.id).limit(_PAGE)).all():
        yield from _records(session, page)
        last = page[-1].id
        session.expunge_all()


def _records(session: Session, page: Sequence[OutcomeRow]) -> Iterator[OutcomeRecord]:
    cases = sorted({row.case for row in page})
    machine, people = machine_answers(session, cases), _people_answers(session, cases)
    for row in page:
        decided = [answer for decision, answer in machine[row.case] if decision.made_at <= row.told_at]
        said = [answer for answer in people[row.case] if answer.given_at <= row.told_at]
        yield OutcomeRecord(
            outcome=row.id,
            case=row.case,
            event=OutcomeEvent(row.event),
            happened_at=row.happened_at,
            agency=row.agency,
            right_agency=row.right_agency,
            machine=decided[-1] if decided else None,
            people=said[-1] if said else None,
        )


def _people_answers(session: Session, cases: Sequence[str]) -> dict[str, list[PeopleAnswer]]:
    rows = session.execute(
        select(VerdictRow.case, VerdictRow.agency, ItemRow.purpose, VerdictRow.given_at)
        .join(ItemRow, ItemRow.id == VerdictRow.item)
        .where(
            VerdictRow.case.in_(cases),
            VerdictRow.act.in_([act.value for act in ANSWERING]),
            ItemRow.purpose != Purpose.AUDIT.value,
            in_force(),
        )
        .order_by(VerdictRow.given_at)
    )
    found: dict[str, list[PeopleAnswer]] = {case: [] for case in cases}
    for case, agency, purpose, given_at in rows:
        found[case].append(PeopleAnswer(agency=agency, purpose=Purpose(purpose), given_at=given_at))
    return found
