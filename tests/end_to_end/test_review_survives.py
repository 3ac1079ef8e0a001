"""What the server has acknowledged outlives it: killed at any moment, raced for by officers, written to by many."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count

import httpx
import pytest
from sqlalchemy import func, select

from serving.casework.office import Office
from serving.keeping.chain import verify_store
from serving.store.schema import CaseRow, DecisionRow, ItemRow, OutcomeRow, PredictionRow, VerdictRow
from tests.end_to_end.served_store import ServedStore
from tests.end_to_end.store_clients import ANSWER, HEALTH, Acknowledged, a_numbered, busy
from tests.models.tiny import make_tiny
from tests.serving.store.worlds import at_once

SENDERS, KILLS = 3, 20
SERVER_FAULTS = {500, 502, 504}


@pytest.fixture(scope="session")
def bundle(tmp_path_factory):
    return make_tiny(tmp_path_factory.getbasetemp() / "tiny").bundle


@pytest.fixture
def place(bundle, tmp_path) -> Iterator[ServedStore]:
    """Return an empty store; its server is not started yet."""
    place = ServedStore(tmp_path, bundle)
    yield place
    place.stop()


def ids_of(sender: str) -> Iterator[str]:
    return (f"{sender}-{number}" for number in count())


# --- kill -9 --------------------------------------------------------------------------------


def test_what_was_acknowledged_outlives_two_kills(place):
    survive(place, kills=2, seed=6)


@pytest.mark.full
def test_what_was_acknowledged_outlives_twenty_kills_at_random_moments(place):
    survive(place, kills=KILLS, seed=20)


def survive(place: ServedStore, kills: int, seed: int) -> None:
    """Kill the server so many times at random moments of intake and review; after each, all that it said must hold."""
    draw, known = random.Random(seed), Acknowledged()
    keys, streams = place.keys_of("sari", "budi"), [ids_of(f"kanal{number}") for number in range(SENDERS)]
    place.start()
    for _ in range(kills):
        before = set(known.complaints)
        with busy(place, known, keys, streams):
            time.sleep(draw.uniform(0.1, 1.6))
            place.kill()
        place.start()
        with place.office() as office:
            everything_acknowledged_is_there(office, known)
            verify_store(office)
        latest = [one for one in known.complaints if one not in before]
        asking_again_gives_the_same_answer(place, known, latest[-8:])
        nothing_became_double(place)
    assert len(known.complaints) > kills
    assert len(known.verdicts) > kills
    assert not SERVER_FAULTS & set(known.statuses), known.statuses
    asking_again_gives_the_same_answer(place, known, list(known.complaints))
    nothing_became_double(place)


def everything_acknowledged_is_there(office: Office, known: Acknowledged) -> None:
    with office.database.reading() as session:
        cases = {row.id: row for row in session.scalars(select(CaseRow))}
        verdicts = {row.id: row for row in session.scalars(select(VerdictRow))}
        items = {row.id: row for row in session.scalars(select(ItemRow))}
        outcomes = dict(session.execute(select(OutcomeRow.id, OutcomeRow.case)).all())
        answered = set(session.scalars(select(PredictionRow.case))) & set(session.scalars(select(DecisionRow.case)))
    for id_, told in known.complaints.items():
        assert cases[told["case"]].external_id == id_
        assert told["review"] is None or items[told["review"]].case == told["case"]
    assert {told["case"] for told in known.complaints.values()} <= answered
    for verdict, (item, case) in known.verdicts.items():
        row = verdicts[verdict]
        assert (row.item, row.case, row.act, row.agency) == (item, case, "change", HEALTH)
        assert (items[item].state, items[item].settled_by) == ("settled", row.officer)
        assert (cases[case].state, cases[case].agency) == ("settled", HEALTH)
    assert known.outcomes.items() <= outcomes.items()


def asking_again_gives_the_same_answer(place: ServedStore, known: Acknowledged, ids: list[str]) -> None:
    with place.client() as client:
        for id_ in ids:
            again = client.post("/v1/complaints", json=a_numbered(id_))
            assert (again.status_code, again.json()) == (httpx.codes.OK, known.complaints[id_])


def nothing_became_double(place: ServedStore) -> None:
    """Each complaint is one case with one prediction, and each settled item has one verdict: none is half there."""
    with place.office() as office, office.database.reading() as session:
        for column in (CaseRow.external_id, PredictionRow.case, DecisionRow.case, VerdictRow.item):
            twice = select(column).group_by(column).having(func.count() > 1)
            assert session.scalars(twice).all() == []
        cases, predictions, decisions = (
            session.scalar(select(func.count()).select_from(table)) for table in (CaseRow, PredictionRow, DecisionRow)
        )
        assert cases == predictions == decisions
        settled = set(session.scalars(select(ItemRow.id).where(ItemRow.state == "settled")))
        assert settled == set(session.scalars(select(VerdictRow.item)))


# --- races ----------------------------------------------------------------------------------
