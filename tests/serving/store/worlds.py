"""Offices on a store of a test's own, officers, cases and items to build by hand; no model is needed.

Every text here is invented; no citizen wrote one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from threading import Barrier
from types import SimpleNamespace
from typing import Any, cast

from serving.casework.admit import Admission, admit, request_digest
from serving.casework.office import Office
from serving.casework.officers import Officer, Right, Scope
from serving.engine.answer import Answer as EngineAnswer
from serving.engine.answer import answer_of
from serving.store import migrate
from serving.store.database import Database
from serving.store.schema import CaseKeyRow, CaseRow, DecisionRow, ItemRow, PredictionRow, UserRow
from serving.store.vault import Vault, new_store_key
from tests.worlds import A_MODEL, CATEGORIES, KINDS, NOW, a_complaint, a_place, a_policy
from triage.calendar import Calendar
from triage.complaint import Complaint, Confidentiality
from triage.dangers import Danger
from triage.deadlines import known_deadlines, load_clocks, local_day
from triage.decision import Action, Decision, is_drawn
from triage.directory import Directory, load_directory
from triage.emergency import load_emergency
from triage.prediction import Distribution, Prediction
from triage.reasons import Reason, ReasonCode
from triage.review import Purpose, Tier
from triage.routing import Candidate
from triage.tasks import Task
from triage.taxonomy import load_taxonomy
from triage.time_zones import WIB
from triage.triager import Triage

HEALTH, HOSPITAL, TRANSPORT = "kabkota.kesehatan:35.78", "kabkota.rsud:35.78", "kabkota.perhubungan:35.78"
INSPECTORATE, OTHER_HEALTH = "kabkota.inspektorat:35.78", "kabkota.kesehatan:34.04"
SURABAYA_GOVERNMENT, SLEMAN_GOVERNMENT = "kabkota.pemerintahan:35.78", "kabkota.pemerintahan:34.04"
CANDIDATES = ((HEALTH, 0.62), (HOSPITAL, 0.25), (TRANSPORT, 0.08))
NATION = Scope()
A_KEY = new_store_key(random.Random(6).randbytes)


class Clock:
    """A time that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        """Move on by `minutes=`, `hours=`, `days=` …"""
        self.time += timedelta(**by)


class CountedIds:
    """Ids that count up, each with `mark` behind it, so that two processes never give the same."""

    def __init__(self, mark: str = "uji") -> None:
        self._mark, self._numbers = mark, count(1)

    def __call__(self) -> str:
        return f"{next(self._numbers):08d}-{self._mark}"


@cache
def the_directory() -> Directory:
    """Return the bundled directory, read once a run."""
    return load_directory()


@cache
def _the_catalogues() -> dict[str, Any]:
    """Read what all offices share once a run."""
    return {
        "directory": the_directory(),
        "taxonomy": load_taxonomy(),
        "calendar": Calendar.indonesia(),
        "clocks": load_clocks(),
    }


def an_office(url: str, ids: str = "uji", **changes: Any) -> Office:
    """Return an office on a store that is migrated if it has no tables yet; `changes` are fields of `Office`.

    Its time stands still (`clock_of(office).move(minutes=5)`), and its ids end with `ids`.
    """
    database = Database(url)
    if migrate.current(database) is None:
        migrate.upgrade(database)
    return Office(
        **{
            "database": database,
            "vault": Vault(A_KEY, random.Random(7).randbytes),
            **_the_catalogues(),
            "policy": a_policy(),
            "now": Clock(),
            "new_id": CountedIds(ids),
            "audit_key": b"uji",
            **changes,
        }
    )


def clock_of(office: Office) -> Clock:
    """Return the clock of an office that `an_office` made."""
    return cast(Clock, office.now)


def an_officer(
    office: Office, name: str, rights: Sequence[Right] = (Right.REVIEW,), scope: Scope = NATION, **known: Any
) -> Officer:
    """Add a user and return the officer; `known` are columns of `UserRow`."""
    columns = {
        "id": f"u-{name}",
        "name": name,
        "full_name": name.title(),
        "password": None,
        "subject": None,
        "rights": sorted(right.value for right in rights),
        "scope": scope.tier.value,
        "scope_agency": scope.agency,
        "active": True,
        "language": "id",
        "made_at": office.now(),
        "failures": 0,
        "locked_until": None,
        "last_login_at": None,
        **known,
    }
    with office.database.writing() as session:
        session.add(UserRow(**columns))
    return Officer(columns["id"], name, frozenset(rights), scope, columns["language"])


def a_unit(agency: str = HEALTH) -> Scope:
    """Return the scope of one unit."""
    return Scope(Tier.UNIT, agency)


def a_body(agency: str = SURABAYA_GOVERNMENT) -> Scope:
    """Return the scope of one K/L/D."""
    return Scope(Tier.BODY, agency)


def a_case(office: Office, **known: Any) -> CaseRow:
    """Write a case that waits for review, its key, and what the model and the policy said; return the case.

    `known` are columns of `CaseRow`; `alternatives` the agencies that the model ranked, with probabilities.
    """
    alternatives, number = known.pop("alternatives", CANDIDATES), office.new_id()
    columns = {
        "id": f"case-{number}",
        "client": "kanal",
        "external_id": f"L-{number}",
        "parent": None,
        "received_at": office.now(),
        "admitted_at": office.now(),
        "touched_at": office.now(),
        "channel": "web",
        "region_hint": "35.78",
        "place": "35.78",
        "regency": "35.78",
        "confidentiality": "public",
        "secret": False,
        "title": "Atap bocor",
        "text": "Atap ruang tunggu puskesmas bocor sejak kemarin.",
        "raw": None,
        "state": "in_review",
        "agency": HEALTH,
        "body": SURABAYA_GOVERNMENT,
        "category": "kesehatan",
        "urgency": "sedang",
        "kind": "pengaduan_non_pengawasan",
        "copies": [],
        "refused_by": [],
        "incident": None,
        **known,
    }
    case = CaseRow(**columns)
    with office.database.writing() as session:
        session.add(case)
        session.flush()
        session.add(CaseKeyRow(case=case.id, wrapped=office.vault.lock(office.vault.new_key())))
        prediction = _a_prediction_row(office, case, alternatives)
        session.add(prediction)
        session.flush()
        session.add(_a_decision_row(office, case, prediction))
    return case


def _a_prediction_row(office: Office, case: CaseRow, alternatives: Sequence[tuple[str, float]]) -> PredictionRow:
    ranked = [{"slug": slug, "probability": probability} for slug, probability in alternatives]
    answer = {"agency": {**ranked[0], "alternatives": ranked} if ranked else None}
    return PredictionRow(
        id=office.new_id(), case=case.id, made_at=case.admitted_at, model="tetap", bundle="1", answer=answer
    )


def _a_decision_row(office: Office, case: CaseRow, prediction: PredictionRow) -> DecisionRow:
    return DecisionRow(
        id=office.new_id(),
        case=case.id,
        prediction=prediction.id,
        made_at=case.admitted_at,
        action="auto_route" if case.state == "routed" else "review",
        agency=case.agency,
        category=case.category,
        urgency=case.urgency,
        kind=case.kind,
        copies=list(case.copies),
        probability=None,
        policy="uji",
        audit=False,
        audit_share=office.policy.audit_share,
        finish_due=None,
        decision={"action": "review", "reasons": [], "highlights": []},
    )


def an_item(office: Office, case: CaseRow, **known: Any) -> ItemRow:
    """Write an open review item of a case and return it; `known` are columns of `ItemRow`."""
    item = _an_item_row(office, case, **known)
    with office.database.writing() as session:
        session.add(item)
    return item


def _an_item_row(office: Office, case: CaseRow, **known: Any) -> ItemRow:
    return ItemRow(
        **{
            "id": f"item-{office.new_id()}",
            "case": case.id,
            "purpose": Purpose.DOUBT.value,
            "reading": 1,
            "tier": Tier.UNIT.value,
            "origin": Tier.UNIT.value,
            "state": "open",
            "version": 1,
            "urgency": 1,
            "due": date(2026, 3, 12),
            "doubt": 0.5,
            "agency": case.agency,
            "body": case.body,
            "secret": case.secret,
            "incident": case.incident,
            "leads": True,
            "claimed_by": None,
            "claimed_until": None,
            "opened_at": office.now(),
            "settled_at": None,
            "settled_by": None,
            **known,
        }
    )


def many_items(office: Office, number: int) -> list[str]:
    """Write so many cases with one open item each, in one transaction, and return the items' ids."""
    first, items = a_case(office), []
    with office.database.writing() as session:
        for _ in range(number):
            case = _copied(session.get_one(CaseRow, first.id), id=office.new_id(), external_id=office.new_id())
            key = CaseKeyRow(case=case.id, wrapped=office.vault.lock(office.vault.new_key()))
            prediction = _a_prediction_row(office, case, CANDIDATES)
            item = _an_item_row(office, case)
            session.add(case)
            session.flush()
            session.add_all([key, prediction])
            session.flush()
            session.add_all([_a_decision_row(office, case, prediction), item])
            items.append(item.id)
    return items


def _copied(row: CaseRow, **changes: Any) -> CaseRow:
    columns = {column.key: getattr(row, column.key) for column in CaseRow.__table__.columns}
    return CaseRow(**{**columns, **changes})


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do acts in threads that begin together, and return what each gave."""
    barrier = Barrier(len(acts))

    def begun(act: Callable[[], Any]) -> Any:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(begun, act) for act in acts]]


# --- through the real admission -------------------------------------------------------------


def a_triage(
    office: Office,
    complaint: Complaint,
    action: Action = Action.REVIEW,
    candidates: Sequence[tuple[str, float]] = CANDIDATES,
    **decided: Any,
) -> Triage:
    """Return what an engine would make of a complaint; `decided` are fields of `Decision`."""
    place = a_place(complaint.region or "35.78")
    ranked = tuple(
        Candidate(office.directory.get(slug), slug.partition(":")[0], place, probability)
        for slug, probability in candidates
    )
    kind = decided.get("kind", KINDS[1])
    since = min(complaint.received_at, office.now())
    day, urgent = local_day(since, WIB), action is Action.URGENT_LANE
    called = load_emergency().contacts([Danger.POWER_LINE], place.region.code, office.directory)
    decision = Decision(
        **{
            "action": action,
            "agency": ranked[0].agency if ranked else None,
            "desk": None,
            "copies": (),
            "kind": kind,
            "category": "kesehatan",
            "urgency": "sedang",
            "deadlines": known_deadlines(kind or "", day, office.calendar, office.clocks),
            "reasons": (Reason(ReasonCode.NO_AGENCY_KNOWN),),
            "policy_version": office.policy.version,
            "audit": action is Action.AUTO_ROUTE
            and is_drawn(complaint.id, office.policy.audit_share, office.audit_key),
            "answer_by": since + timedelta(hours=1) if urgent else None,
            "contacts": called if urgent else (),
            **decided,
        }
    )
    return Triage(complaint.id, _the_prediction(), (place,), (), ranked, decision)


def an_answer(office: Office, triage: Triage) -> EngineAnswer:
    """Return the engine's answer that belongs to a triage."""
    bundle = SimpleNamespace(taxonomy=office.taxonomy, predictor=SimpleNamespace(reference=A_MODEL))
    router = SimpleNamespace(directory=office.directory, jurisdiction=SimpleNamespace(version="uji"))
    version = SimpleNamespace(version="uji")
    triager = SimpleNamespace(policy=office.policy, router=router, clocks=version, emergency=version)
    return answer_of(triage, cast(Any, bundle), cast(Any, triager), 10)


def admitted(office: Office, complaint: Complaint | None = None, **known: Any) -> dict[str, Any]:
    """Send a complaint through the real admission and return the answer (`case`, `state`, `review`, `answer`).

    `known`: `client` and `key` of the caller, `action`, `candidates` and fields of `Decision` (see
    `a_triage`), and fields of `Complaint` where none is given.
    """
    client, key, request = known.pop("client", "kanal"), known.pop("key", None), known.pop("request", None)
    decided = {name: known.pop(name) for name in _DECIDED if name in known}
    complaint = complaint or a_complaint(**{"id": f"L-{office.new_id()}", "region": "35.78", **known})
    triage = a_triage(office, complaint, **decided)
    admission = Admission(
        complaint, client, key or complaint.id, request or request_digest(office, complaint.full_text)
    )
    return admit(office, admission, triage, an_answer(office, triage))


def a_secret_one(**known: Any) -> Complaint:
    """Return a complaint that the public must not see."""
    told = {"id": "L-rahasia", "region": "35.78", "text": "Pegawai loket meminta uang."}
    return replace(a_complaint(**{**told, **known}), confidentiality=Confidentiality.SECRET)


_DECIDED = (
    "action", "candidates", "agency", "desk", "copies", "kind", "category", "urgency", "audit", "reasons", "contacts",
)  # fmt: skip


@cache
def _the_prediction() -> Prediction:
    roles = Distribution(tuple(slug.partition(":")[0] for slug, _ in CANDIDATES), (0.65, 0.26, 0.09))
    return Prediction({Task.ROLE: roles, Task.CATEGORY: Distribution(CATEGORIES, (0.8, 0.1, 0.1))}, A_MODEL)
