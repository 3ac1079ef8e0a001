"""Finding a case as somebody names it, with all that was split off from it, and holding it still."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from serving.casework.officers import Officer, Right
from serving.store.errors import NoSuchCase
from serving.store.schema import CaseRow, ItemRow


def find_case(session: Session, who: Officer, named: str) -> CaseRow:
    """Return a case by its id, or by the id that its sender gave it; a sender's own comes first.

    Raises:
        NoSuchCase: there is none, it is secret and not theirs, or several senders used the id.
    """
    wanted = named.strip()
    seen = or_(CaseRow.secret.is_(False), CaseRow.client == who.id) if not who.may(Right.SECRET) else None
    query = select(CaseRow).where(or_(CaseRow.id == wanted, CaseRow.external_id == wanted))
    found = session.scalars(query if seen is None else query.where(seen)).all()
    for closest in (
        [case for case in found if case.id == wanted],
        [case for case in found if case.client == who.id],
        found,
    ):
        if len(closest) == 1:
            return closest[0]
    raise NoSuchCase(got=wanted[:80])


def family(session: Session, case: CaseRow) -> list[str]:
    """Return the ids of a whole complaint: the case it began as, and all parts that were split off, at any depth."""
    while case.parent is not None:
        case = session.get_one(CaseRow, case.parent)
    found, last = [case.id], [case.id]
    while last:
        last = list(session.scalars(select(CaseRow.id).where(CaseRow.parent.in_(last)).order_by(CaseRow.id)))
        found += last
    return found


def hold(session: Session, cases: Sequence[str]) -> tuple[list[ItemRow], list[CaseRow]]:
    """Lock and return the items of cases, then the cases: the order in which a verdict locks them, too."""
    held_items = session.scalars(
        select(ItemRow).where(ItemRow.case.in_(cases)).order_by(ItemRow.id).with_for_update()
    ).all()
    held = select(CaseRow).where(CaseRow.id.in_(cases)).order_by(CaseRow.id).with_for_update()
    return list(held_items), list(session.scalars(held.execution_options(populate_existing=True)))
