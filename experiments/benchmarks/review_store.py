"""A store full of items that wait, for the benchmark of review: real admissions of invented texts, copied many times."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.bundle.open import OpenBundle, open_bundle
from serving.casework.admit import Admission, admit, request_digest
from serving.casework.office import Office
from serving.engine.answer import answer_of
from serving.engine.engine import make_triager
from serving.settings import Settings
from serving.store.schema import Base, CaseKeyRow, CaseRow, DecisionRow, FingerprintRow, ItemRow, PredictionRow
from triage.complaint import Complaint
from triage.triager import Triage, Triager

BUSY, QUIET, TEMPLATES = "35.78", "34.04", 24
_CHUNK = 1000
_THINGS = ("Lampu jalan", "Air ledeng", "Obat di puskesmas", "Pohon tumbang", "Antrean loket", "Sampah pasar")
_PLACES = ("depan balai desa", "dekat sekolah", "di gang lima", "belakang terminal", "seberang masjid")
_WISHES = ("mohon diperiksa petugas", "kapan diperbaiki", "warga sudah melapor ke ketua RT", "sangat mengganggu")


class Intake:
    """Complaints that come in by the acts alone: the model has spoken before the clock starts."""

    def __init__(self, office: Office, model: Path) -> None:
        self._office, self._draw, self._count = office, random.Random(7), 0
        self._bundle: OpenBundle = open_bundle(model)
        made = make_triager(self._bundle, Settings(model=str(model)))
        self._triager: Triager = replace(made, policy=made.policy.stopped())

    def admit(self, region: str) -> tuple[float, str]:
        """Admit one complaint that waits for a person; return the milliseconds of the act, and the case."""
        now = datetime.now(UTC)
        self._count += 1
        complaint = Complaint(f"ukur-{self._count}", self._text(), now, title="Laporan warga", region=region)
        (triage,) = self._triager([complaint], now)
        answer = answer_of(triage, self._bundle, self._triager, 10)
        admission = Admission(complaint, "ukur", complaint.id, request_digest(self._office, complaint.text))
        started = time.perf_counter()
        told = admit(self._office, admission, _waiting(triage), answer)
        return 1e3 * (time.perf_counter() - started), told["case"]

    def _text(self) -> str:
        pick = self._draw.choice
        told = f"{pick(_THINGS)} {pick(_PLACES)} bermasalah sejak {self._draw.randint(2, 30)} hari, {pick(_WISHES)}."
        return f"{told} {pick(_THINGS)} {pick(_PLACES)} juga. {pick(_WISHES).capitalize()}."


def fill(office: Office, cases: list[str], number: int) -> list[str]:
    """Copy the cases, each with its open item, until so many items wait; return the ids of the copies' items."""
    draw, items = random.Random(13), []
    with office.database.reading() as session:
        templates = [_rows(session, case) for case in cases]
    with office.database.writing() as session:
        for first in range(0, number, _CHUNK):
            copies = [_copy(draw, draw.choice(templates), at) for at in range(first, min(first + _CHUNK, number))]
            for table in (CaseRow, CaseKeyRow, PredictionRow, DecisionRow, ItemRow):
                session.execute(insert(table), [copy[table] for copy in copies])
            items += [copy[ItemRow]["id"] for copy in copies]
        session.connection().exec_driver_sql("ANALYZE")
    return items


def crowd(office: Office, cases: list[str], number: int, regency: str) -> None:
    """Let so many cases of a regency be of the last two days, each with the fingerprint of one of `cases`."""
    now = datetime.now(UTC)
    with office.database.writing() as session:
        prints = list(session.scalars(select(FingerprintRow).where(FingerprintRow.case.in_(cases))))
        others = session.scalars(select(CaseRow).where(CaseRow.id.like("salinan-%")).limit(number)).all()
        for at, case in enumerate(others):
            case.regency = case.place = regency
            case.received_at = now - timedelta(minutes=9 * at)
            session.add(FingerprintRow(case=case.id, fingerprint=prints[at % len(prints)].fingerprint))


def _waiting(triage: Triage) -> Triage:
    return replace(triage, decision=replace(triage.decision, audit=False))


def _rows(session: Session, case: str) -> dict[type[Base], dict[str, Any]]:
    def one(table: type[Base], column: Any) -> dict[str, Any]:
        row = session.scalars(select(table).where(column == case)).first()
        return {each.key: getattr(row, each.key) for each in table.__table__.columns}

    return {
        CaseRow: one(CaseRow, CaseRow.id),
        CaseKeyRow: one(CaseKeyRow, CaseKeyRow.case),
        PredictionRow: one(PredictionRow, PredictionRow.case),
        DecisionRow: one(DecisionRow, DecisionRow.case),
        ItemRow: one(ItemRow, ItemRow.case),
    }


def _copy(draw: random.Random, rows: dict[type[Base], dict[str, Any]], number: int) -> dict[type[Base], dict[str, Any]]:
    """Return a case of the last two months with its rows; a tenth is urgent, due days and doubts are spread."""
    case, when = f"salinan-{number:07d}", timedelta(minutes=draw.randint(5000, 86_000))
    item = rows[ItemRow]
    return {
        CaseRow: rows[CaseRow] | {
            "id": case, "external_id": case, "received_at": rows[CaseRow]["received_at"] - when, "incident": None,
        },
        CaseKeyRow: rows[CaseKeyRow] | {"case": case},
        PredictionRow: rows[PredictionRow] | {"id": f"p-{case}", "case": case},
        DecisionRow: rows[DecisionRow] | {"id": f"d-{case}", "case": case, "prediction": f"p-{case}"},
        ItemRow: item | {
            "id": f"i-{case}", "case": case, "due": item["due"] - when, "doubt": draw.random(), "leads": True,
            "urgency": draw.choices((0, 1, 2, 3), (3, 4, 2, 1))[0], "incident": None, "claimed_by": None,
            "claimed_until": None,
        },
    }  # fmt: skip
