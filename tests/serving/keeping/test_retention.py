"""Retention on both databases: what the policy keeps no longer goes, what is at work or newer stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from serving.casework.office import Office
from serving.keeping.chain import verify_store
from serving.keeping.retention import Retained, retain
from serving.store.schema import AuditRow, CaseKeyRow, CaseRow, IdempotencyRow, SessionRow
from tests.serving.keeping.stories import rows_of, settled, split, the_case
from tests.serving.store.worlds import admitted, an_office, clock_of
from tests.worlds import a_policy
from triage.policy import Retention

NOTHING = Retained(0, 0, 0, 0, 0)


@pytest.fixture
def office(store_url: str):
    policy = a_policy(retention=Retention(raw_days=90, text_days=365))
    office = an_office(store_url, policy=policy, keep_raw=True)
    yield office
    office.close()


def let_go(office: Office, days: float, dry_run: bool = False) -> Retained:
    clock_of(office).move(days=days)
    return retain(office, office.now(), dry_run)


def test_an_unmasked_text_goes_first_and_the_masked_one_stays(office: Office, sari):
    case, _ = settled(office, sari)

    assert let_go(office, 89).raw == 0
    assert let_go(office, 2).raw == 1
    assert (the_case(office, case).raw, bool(the_case(office, case).text)) == (None, True)
    assert verify_store(office).erased == 0


def test_a_finished_case_loses_its_text_and_key_and_the_chain_verifies(office: Office, sari):
    case, _ = settled(office, sari)

    assert let_go(office, 364).texts == 0
    assert let_go(office, 2).texts == 1
    assert (the_case(office, case).text, the_case(office, case).state) == ("", "erased")
    assert rows_of(office, CaseKeyRow) == 0
    assert rows_of(office, AuditRow, act="case.expired", actor="retention") == 1
    assert verify_store(office).erased == 1


def test_a_case_that_waits_keeps_its_text_however_old_it_is(office: Office):
    case = admitted(office)["case"]

    assert let_go(office, 3000).texts == 0
    assert the_case(office, case).text


def test_a_split_complaint_goes_as_a_whole_when_its_last_part_is_done(office: Office, sari):
    _, parts = split(office, sari)
    with office.database.writing() as session:
        session.get_one(CaseRow, parts[1]).touched_at = office.now() + timedelta(days=100)

    assert let_go(office, 400).texts == 0
    assert let_go(office, 100).texts == 3


def test_old_request_keys_and_ended_sessions_go(office: Office, sari):
    admitted(office)
    with office.database.writing() as session:
        session.add(
            SessionRow(
                token="t", user=sari.id, csrf="c", begun_at=office.now(), seen_at=office.now(),
                ends_at=office.now() + timedelta(days=1),
            )
        )  # fmt: skip

    assert let_go(office, 0) == NOTHING
    gone = let_go(office, 31)
    assert (gone.keys, gone.sessions) == (1, 1)
    assert rows_of(office, IdempotencyRow) == rows_of(office, SessionRow) == 0


def test_counting_beforehand_changes_nothing_and_says_what_then_goes(office: Office, sari):
    for _ in range(3):
        settled(office, sari)
    split(office, sari)
    admitted(office)
    clock_of(office).move(days=400)
    entries = verify_store(office).entries

    counted = let_go(office, 0, dry_run=True)

    assert verify_store(office).entries == entries
    assert counted.texts == 6
    assert let_go(office, 0) == counted
    assert let_go(office, 0) == NOTHING
