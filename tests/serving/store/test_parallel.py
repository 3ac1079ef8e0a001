"""Many at once: nothing is lost, nothing is doubled, and nobody hears that a database is locked."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from serving.casework.office import Office
from serving.casework.officers import Officer
from serving.casework.queue import claim_next
from serving.casework.settle import Given, settle
from serving.store import audit_log
from serving.store.schema import CaseRow, ItemRow, VerdictRow
from tests.serving.store.worlds import an_officer, at_once, many_items
from triage.review import ItemChanged, ItemSettled, ItemTaken
from triage.verdicts import Act

pytestmark = pytest.mark.full

ROOT = Path(__file__).resolve().parents[3]
PROCESSES, THREADS = 2, 4
COMPLAINTS = {True: 40, False: 10}
"""Of each thread, on SQLite and on PostgreSQL."""
RACE = 200


def work_off(office: Office, who: Officer) -> list[str]:
    """Take the next item and settle it until nothing waits; return what was settled."""
    done = []
    while (item := claim_next(office, who)) is not None:
        settle(office, who, item, Given(Act.ACCEPT, 1))
        done.append(item)
    return done


def settle_all(office: Office, who: Officer, items: list[str]) -> list[str]:
    """Try to settle every item without taking it in hand first; return those that were one's own."""
    done = []
    for item in items:
        try:
            settle(office, who, item, Given(Act.ACCEPT, 1))
        except (ItemSettled, ItemChanged, ItemTaken):
            continue
        done.append(item)
    return done


def verdicts_of(office: Office) -> Counter[str]:
    with office.database.reading() as session:
        return Counter(session.scalars(select(VerdictRow.item)).all())


def chain_holds(office: Office) -> int:
    with office.database.reading() as session:
        return audit_log.verify(session)[0]


def test_eight_writers_on_one_store_lose_nothing_and_wait_for_each_other(office, store_url):
    names = [f"w{number}" for number in range(PROCESSES)]
    for name in names:
        an_officer(office, name)
    words = [sys.executable, "-m", "tests.serving.store.writers", store_url]
    each = COMPLAINTS[office.database.is_sqlite]
    numbers = [str(THREADS), str(each)]
    running = [
        subprocess.Popen([*words, name, *numbers], cwd=ROOT, stderr=subprocess.PIPE, text=True) for name in names
    ]
    problems = [process.communicate(timeout=120)[1] for process in running]

    assert [process.returncode for process in running] == [0] * PROCESSES, problems
    complaints = PROCESSES * THREADS * each
    with office.database.reading() as session:
        settled = select(func.count()).select_from(CaseRow).where(CaseRow.state == "settled")
        assert session.scalar(settled) == complaints
        assert session.scalar(select(func.count()).select_from(ItemRow).where(ItemRow.state == "open")) == 0
    assert (len(verdicts_of(office)), verdicts_of(office).total()) == (complaints, complaints)
    assert chain_holds(office) == 2 * complaints


def test_two_officers_who_work_off_one_queue_settle_every_item_once(office):
    items = many_items(office, RACE)
    officers = [an_officer(office, name) for name in ("sari", "budi")]

    done = at_once(*(lambda who=who: work_off(office, who) for who in officers))

    assert sorted(done[0] + done[1]) == sorted(items)
    assert verdicts_of(office) == Counter(items)
    assert chain_holds(office) == RACE


def test_two_officers_who_settle_the_same_items_give_one_verdict_each_item(office):
    items = many_items(office, RACE)
    officers = [an_officer(office, name) for name in ("sari", "budi")]

    done = at_once(*(lambda who=who: settle_all(office, who, items) for who in officers))

    assert sorted(done[0] + done[1]) == sorted(items)
    assert verdicts_of(office) == Counter(items)
    assert chain_holds(office) == RACE


def test_two_officers_who_ask_at_once_never_get_the_same_item(office):
    items = many_items(office, 40)
    officers = [an_officer(office, f"petugas{number}") for number in range(4)]

    taken = at_once(*(lambda who=who: [claim_next(office, who) for _ in range(1)] for who in officers))

    got = [item for one in taken for item in one]
    assert len(set(got)) == len(officers)
    assert set(got) <= set(items)
