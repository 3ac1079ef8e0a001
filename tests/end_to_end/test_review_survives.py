"""What the server has acknowledged outlives it: killed at any moment, raced for by officers, written to by many."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from itertools import count, islice

import httpx
import pytest
from sqlalchemy import func, select

from serving.casework.office import Office
from serving.keeping.chain import verify_store
from serving.store.schema import CaseRow, DecisionRow, ItemRow, OutcomeRow, PredictionRow, VerdictRow
from tests.end_to_end.served_store import ServedStore
from tests.end_to_end.store_clients import ANSWER, HEALTH, Acknowledged, a_numbered, busy, settle_all
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
    place.close()


def ids_of(sender: str) -> Iterator[str]:
    return (f"{sender}-{number}" for number in count())


# --- kill -9 --------------------------------------------------------------------------------


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
            intake_and_review_are_under_way(known, len(known.complaints), len(known.verdicts))
            time.sleep(draw.uniform(0.0, 1.5))
            place.kill()
        place.start()
        everything_acknowledged_is_there(place.office, known)
        verify_store(place.office)
        latest = [one for one in known.complaints if one not in before]
        asking_again_gives_the_same_answer(place, known, latest[-8:])
        nothing_became_double(place)
    assert min(len(known.complaints), len(known.verdicts)) >= kills
    assert not SERVER_FAULTS & set(known.statuses), known.statuses
    asking_again_gives_the_same_answer(place, known, list(known.complaints))
    nothing_became_double(place)


def intake_and_review_are_under_way(known: Acknowledged, complaints: int, verdicts: int) -> None:
    """Wait for a first complaint and a first verdict: a slow machine would else be killed idle."""
    end = time.monotonic() + 60
    while time.monotonic() < end and not (len(known.complaints) > complaints and len(known.verdicts) > verdicts):
        time.sleep(0.01)


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
    with place.office.database.reading() as session:
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


@pytest.mark.full
def test_two_officers_and_200_items_in_a_race_lose_and_double_nothing(place):
    (sari, budi), known = place.keys_of("sari", "budi"), Acknowledged()
    place.start()
    waiting = [admitted(place, f"kanal-{2 * number}") for number in range(200)]

    def race(key: dict[str, str]) -> list[str]:
        return settled_until_nothing_waits(place, known, key)

    by_sari, by_budi = at_once(lambda: race(sari), lambda: race(budi))

    assert len(by_sari) > 20 < len(by_budi)
    assert sorted(by_sari + by_budi) == sorted(waiting)
    assert set(known.statuses) == {200, 201}
    everything_acknowledged_is_there(place.office, known)
    nothing_became_double(place)
    verify_store(place.office)


@pytest.mark.full
def test_of_two_verdicts_at_once_one_holds_and_the_other_is_told_what_was_decided(place):
    sari, budi = place.keys_of("sari", "budi")
    place.start()

    for number in range(20):
        item = admitted(place, f"kanal-{2 * number}")
        answers = at_once(lambda item=item: verdict(place, sari, item), lambda item=item: verdict(place, budi, item))

        first, second = sorted(answers, key=lambda answer: answer.status_code)
        assert (first.status_code, second.status_code) == (201, 409)
        assert second.json()["decided"]["id"] == first.json()["verdict"]
    nothing_became_double(place)
    verify_store(place.office)


@pytest.mark.full
def test_eight_writers_at_once_are_never_told_that_the_database_is_locked(place):
    keys, known = place.keys_of(*(f"petugas{number}" for number in range(4))), Acknowledged()
    place.start()
    streams = [islice(ids_of(f"kanal{sender}"), 60) for sender in range(4)]

    with busy(place, known, keys, streams):
        pass

    assert len(known.complaints) == 240
    assert len(known.verdicts) >= 120
    assert not {status for status in known.statuses if status >= 500}, known.statuses
    assert "locked" not in place.log
    everything_acknowledged_is_there(place.office, known)
    nothing_became_double(place)
    verify_store(place.office)


def admitted(place: ServedStore, id_: str) -> str:
    """Send a complaint that waits for a person and return its item."""
    with place.client() as client:
        return client.post("/v1/complaints", json=a_numbered(id_)).raise_for_status().json()["review"]


def settled_until_nothing_waits(place: ServedStore, known: Acknowledged, key: dict[str, str]) -> list[str]:
    """Settle what is next until nothing waits; return the items."""
    stop = threading.Event()
    stop.set()
    with place.client() as client:
        mine = Acknowledged()
        settle_all(client, mine, key, stop)
    known.verdicts |= mine.verdicts
    known.outcomes |= mine.outcomes
    known.statuses += mine.statuses
    return [item for item, _ in mine.verdicts.values()]


def verdict(place: ServedStore, key: dict[str, str], item: str) -> httpx.Response:
    with place.client() as client:
        given = {"act": "change", "seen": 1, "answer": ANSWER}
        return client.post(f"/v1/reviews/{item}/verdicts", headers=key, json=given)
