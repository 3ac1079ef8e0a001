"""The page of the audit log: for those who manage, without contents, and honest about a broken chain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from serving.casework.office import Office
from serving.casework.officers import Right
from serving.store import audit_log
from tests.serving.review.conftest import Browser, Enter
from tests.serving.store.worlds import an_officer

LOG = "/review/audit"


@pytest.fixture
def manager(enter: Enter, office: Office) -> Browser:
    return enter(an_officer(office, "mega", (Right.MANAGE,), full_name="Mega Lestari"))


def note(office: Office, act: str, actor: str = "u-mega", subject: str | None = None, days_ago: int = 0) -> None:
    with office.database.writing() as session:
        audit_log.append(session, office.now() - timedelta(days=days_ago), actor, act, subject, "ab" * 32)


def test_who_may_not_manage_sees_neither_the_log_nor_a_link_to_it(browser):
    assert browser.get(LOG).status_code == 403
    assert browser.fill(f"{LOG}/verify").status_code == 403
    assert f'href="{LOG}"' not in browser.get("/review").text


def test_entries_are_told_with_names_the_last_one_first(manager, office):
    note(office, "case.admitted", "kanal", "case-1")
    note(office, "user.changed", subject="u-mega")
    shown = manager.get(LOG).text

    assert shown.index("Pengguna diubah</td>") < shown.index("Laporan diterima</td>")
    assert "Mega Lestari</td>" in shown
    assert "case-1" in shown


def test_the_log_is_filtered_by_act_person_subject_and_day(manager, office):
    note(office, "case.admitted", "kanal", "case-1", days_ago=2)
    note(office, "user.changed", subject="case-2")
    today = (office.now() + timedelta(hours=7)).date().isoformat()

    def rows(**asked: str) -> int:
        return manager.get(LOG, params=asked).text.count('<th scope="row">')

    assert rows() == 2
    assert rows(act="case.admitted") == rows(actor="kanal") == rows(subject="case-2") == rows(first=today) == 1
    assert rows(actor="mega") == 1
    assert rows(last="2026-01-01") == 0


def test_a_filter_that_is_no_day_is_told_and_the_rest_stays(manager):
    shown = manager.get(LOG, params={"first": "kemarin", "actor": "mega"})

    assert shown.status_code == 422
    assert 'data-code="review/unusable-day"' in shown.text
    assert 'value="mega"' in shown.text


def test_older_entries_are_a_page_away(manager, office):
    for _ in range(51):
        note(office, "secret.seen", subject="case-1")
    first = manager.get(LOG, params={"subject": "case-1"}).text

    assert first.count('<th scope="row">') == 50
    assert "subject=case-1&amp;before=2" in first
    assert manager.get(LOG, params={"subject": "case-1", "before": "2"}).text.count('<th scope="row">') == 1


def test_a_chain_that_holds_shows_its_length_and_head(manager, office):
    note(office, "case.admitted", "kanal", "case-1")
    note(office, "secret.seen", subject="case-1")
    with office.database.reading() as session:
        count, head = audit_log.verify(session)
    shown = manager.fill(f"{LOG}/verify", page=LOG).text

    assert "Rantai utuh" in shown
    assert f"{count} catatan" in shown
    assert f'<code id="head-found">{head}</code>' in shown
    assert "Rantai utuh" in manager.fill(f"{LOG}/verify", page=LOG, head=head.upper()).text


def test_a_head_that_no_longer_occurs_is_told(manager, office):
    note(office, "case.admitted", "kanal", "case-1")
    shown = manager.fill(f"{LOG}/verify", page=LOG, head="0" * 63 + "1")

    assert 'data-code="audit/broken-chain"' in shown.text
    assert "Rantai utuh" not in shown.text


def test_a_changed_entry_is_told_with_its_number(manager, office):
    for _ in range(3):
        note(office, "case.admitted", "kanal", "case-1")
    with office.database.engine.begin() as connection:
        for trigger in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE audit_log SET actor = 'lain' WHERE seq = 2"))
    shown = manager.fill(f"{LOG}/verify", page=LOG)

    assert shown.status_code == 422
    assert "sejak catatan nomor 2" in shown.text


def test_a_verification_needs_the_forms_token(manager):
    assert manager.post(f"{LOG}/verify", data={}).status_code == 403
