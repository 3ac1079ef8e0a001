"""`triage audit verify` on both databases: a store that holds, and every way in which somebody may have changed it."""

from __future__ import annotations

import pytest

from serving.casework.office import Office
from serving.casework.undo import undo
from serving.keeping.chain import ContentChanged, last_hash, verify_store
from serving.keeping.erasure import erase
from serving.keeping.outcomes import tell
from serving.store.errors import ChainBroken, KeyWrong
from serving.store.schema import AuditRow
from serving.store.vault import Vault
from tests.serving.keeping.stories import rows_of, settled, split, tampered
from tests.serving.store.worlds import HOSPITAL, admitted
from tests.worlds import NOW
from triage.records import OutcomeEvent
from triage.verdicts import Act


@pytest.fixture
def busy(office: Office, sari, admin, channel) -> tuple[str, str]:
    """A store in which everything happened once; return the case and verdict that tests tamper with."""
    case, verdict = settled(office, sari, note="Sudah ditelepon.")
    tell(office, channel, case, OutcomeEvent.BOUNCED, HOSPITAL, None, NOW)
    split(office, sari)
    undo(office, sari, settled(office, sari, Act.ACCEPT)[1])
    settled(office, sari, Act.SPAM)
    erase(office, admin, settled(office, sari)[0])
    return case, verdict


def test_a_store_in_which_everything_happened_holds(office: Office, busy):
    verified = verify_store(office)

    assert (verified.cases, verified.erased) == (7, 1)
    assert (verified.entries, verified.head) == (rows_of(office, AuditRow), last_hash(office))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("verdicts", "UPDATE verdicts SET agency = 'kabkota.kesehatan:35.78' WHERE id = '{verdict}'"),
        ("verdicts", "UPDATE verdicts SET officer = 'u-admin' WHERE id = '{verdict}'"),
        ("verdicts", "UPDATE verdicts SET given_at = '2026-03-01 00:00:00+00:00' WHERE id = '{verdict}'"),
        ("verdicts", "UPDATE verdicts SET act = 'spam' WHERE id = '{verdict}'"),
        ("notes", "UPDATE notes SET text = 'Lain.' WHERE verdict = '{verdict}'"),
        ("notes", "DELETE FROM notes WHERE verdict = '{verdict}'"),
        ("cases", "UPDATE cases SET text = 'Lain.' WHERE id = '{case}'"),
        ("cases", "UPDATE cases SET client = 'lain' WHERE id = '{case}'"),
        ("cases", "UPDATE cases SET state = 'erased' WHERE id = '{case}'"),
        ("decisions", "UPDATE decisions SET decision = '{{}}' WHERE \"case\" = '{case}'"),
        ("outcomes", "UPDATE outcomes SET event = 'closed' WHERE \"case\" = '{case}'"),
        ("outcomes", "DELETE FROM outcomes WHERE \"case\" = '{case}'"),
        ("case_keys", "DELETE FROM case_keys WHERE \"case\" = '{case}'"),
    ],
)
def test_what_somebody_changed_in_the_database_is_found(office: Office, busy, table: str, change: str):
    case, verdict = busy
    if "given_at" in change and office.database.is_sqlite:
        change = change.replace("+00:00", ".000000")
    tampered(office, table, [change.format(case=case, verdict=verdict)])

    with pytest.raises(ContentChanged, match=case):
        verify_store(office)


def test_a_case_that_vanished_is_found(office: Office):
    case = admitted(office)["case"]
    of_case = ("fingerprints", "case_keys", "events", "idempotency_keys", "review_items", "decisions", "predictions")
    tampered(office, "cases", [f"DELETE FROM {table} WHERE \"case\" = '{case}'" for table in of_case])
    tampered(office, "cases", [f"DELETE FROM cases WHERE id = '{case}'"])

    with pytest.raises(ContentChanged, match=case):
        verify_store(office)


def test_a_verdict_that_was_slipped_into_an_erased_case_is_found(office: Office, sari, admin):
    case, verdict = settled(office, sari)
    erase(office, admin, case)
    columns = (
        'item, "case", officer, given_at, version, act, agency, category, urgency, kind, copies, shown, tier, '
        "duplicate_of, children, undoes, batch, seconds"
    )
    tampered(
        office,
        "verdicts",
        [f"INSERT INTO verdicts (id, {columns}) SELECT 'lain', {columns} FROM verdicts WHERE id = '{verdict}'"],
    )

    with pytest.raises(ContentChanged, match=case):
        verify_store(office)


def test_a_head_that_was_written_down_must_still_occur(office: Office, busy):
    head = last_hash(office)
    assert verify_store(office, head).head == head
    tampered(office, "audit_log", [f"DELETE FROM audit_log WHERE hash = '{head}'"])

    with pytest.raises(ChainBroken):
        verify_store(office, head)


def test_who_has_not_the_stores_key_proves_nothing(office: Office, busy):
    from dataclasses import replace
    from random import Random

    from serving.store.vault import new_store_key

    stranger = replace(office, vault=Vault(new_store_key(Random(1).randbytes), Random(2).randbytes))
    with pytest.raises(KeyWrong):
        verify_store(stranger)


def test_the_found_cases_are_named_and_no_text_is(office: Office, sari):
    case, _ = settled(office, sari, text="Atap kurawalbiru bocor.")
    tampered(office, "cases", [f"UPDATE cases SET title = 'kurawalbiru' WHERE id = '{case}'"])

    with pytest.raises(ContentChanged) as told:
        verify_store(office)
    assert "kurawalbiru" not in str(told.value)
