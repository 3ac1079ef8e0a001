"""Short stories for the tests of keeping: a complaint that went through the house, told in one call."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, text

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.casework.settle import Given, settle
from serving.casework.splitting import Part
from serving.store.schema import CaseRow, ItemRow
from tests.serving.store.worlds import HEALTH, HOSPITAL, TRANSPORT, admitted
from triage.verdicts import Act, Answer

MARKED = "Atap puskesmas kurawalbiru bocor sejak kemarin malam."
"""A text with a word that stands nowhere else, to look for in a database's bytes."""

CHANGED = Answer(HOSPITAL, "kesehatan", "tinggi", "pengaduan_non_pengawasan")


def settled(office: Office, who: Officer, act: Act = Act.CHANGE, **known: object) -> tuple[str, str]:
    """Send a complaint in, let an officer settle it, and return the ids of the case and the verdict.

    `known` are `note` and what `admitted` takes.
    """
    note = str(known.pop("note", ""))
    told = admitted(office, **known)
    answer = CHANGED if act is Act.CHANGE else None
    return told["case"], settle(office, who, told["review"], Given(act, 1, answer, note=note))


def split(office: Office, who: Officer, **known: object) -> tuple[str, list[str]]:
    """Send a complaint in that holds two problems, let an officer split it, and return the case and its parts."""
    told = admitted(office, **known)
    parts = (
        Part("Atap puskesmas kurawalbiru bocor.", Answer(HEALTH, "kesehatan")),
        Part("Lampu lalu lintas kurawalbiru mati.", Answer(TRANSPORT, "perhubungan")),
    )
    settle(office, who, told["review"], Given(Act.SPLIT, 1, parts=parts))
    with office.database.reading() as session:
        children = session.scalars(select(CaseRow.id).where(CaseRow.parent == told["case"]).order_by(CaseRow.id)).all()
    return told["case"], list(children)


def the_case(office: Office, case: str) -> CaseRow:
    with office.database.reading() as session:
        return session.get_one(CaseRow, case)


def items_of(office: Office, case: str) -> list[ItemRow]:
    with office.database.reading() as session:
        return list(session.scalars(select(ItemRow).where(ItemRow.case == case).order_by(ItemRow.id)))


def rows_of(office: Office, table: type, **equal: object) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).filter_by(**equal)) or 0


def tampered(office: Office, table: str, statements: Iterable[str]) -> None:
    """Change a table behind the house's back, as the owner of the database could."""
    with office.database.writing() as session:
        if not office.database.is_sqlite:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for change in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{change}"))
        for statement in statements:
            session.execute(text(statement))
