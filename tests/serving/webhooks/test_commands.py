"""`triage webhooks`, as an operator types it."""

from __future__ import annotations

import shutil

import pytest
from typer.testing import CliRunner

from serving.casework.office import open_office
from serving.settings import Settings
from serving.webhooks.commands import webhooks
from serving.webhooks.delivery import deliver_due
from serving.webhooks.errors import AddressRefused
from tests.serving.store.worlds import A_KEY, the_directory
from tests.serving.webhooks.worlds import a_courier, few, happens


@pytest.fixture
def settings(migrated_sqlite, tmp_path, monkeypatch) -> Settings:
    shutil.copy(migrated_sqlite, tmp_path / "uji.db")
    monkeypatch.setattr("serving.casework.office.load_directory", lambda overlays: the_directory())
    monkeypatch.setenv("TRIAGE_STORE", f"sqlite:///{tmp_path / 'uji.db'}")
    monkeypatch.setenv("TRIAGE_STORE_KEY", A_KEY)
    monkeypatch.setenv("TRIAGE_WEBHOOK_HOSTS", '["127.0.0.1"]')
    return Settings()


@pytest.fixture
def office(settings):
    office = open_office(settings)
    yield office
    office.close()


def typed(*words: str, status: int = 0) -> list[str]:
    result = CliRunner().invoke(webhooks, list(words), catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output.splitlines()


def test_an_address_is_added_listed_changed_rotated_removed_and_switched_on(settings, receiver):
    webhook, secret = typed("add", receiver.url, "--event", "case.settled")
    (listed,) = typed("list")
    typed("change", webhook, receiver.url + "kait")
    (rotated,) = typed("rotate", webhook, "--grace-hours", "0")
    typed("remove", webhook)
    (removed,) = typed("list")
    typed("on", webhook)
    (on,) = typed("list")

    assert listed.split("\t") == [webhook, "on", "0 waiting", "0 dead", "case.settled", receiver.url]
    assert rotated.startswith("whsec_")
    assert rotated != secret
    assert removed.split("\t")[1:] == ["off", "0 waiting", "0 dead", "all", receiver.url + "kait"]
    assert on.split("\t")[1] == "on"


def test_what_is_due_is_sent_from_cron_and_failures_are_told_by_the_exit_status(office, receiver):
    typed("add", receiver.url)
    happens(office)
    assert typed("send") == ["1 delivered, 0 to try again, 0 dead"]

    happens(office)
    receiver.answer = lambda received: 500
    assert typed("send", status=1) == ["0 delivered, 1 to try again, 0 dead"]


def test_dead_messages_are_shown_and_sent_again_one_or_all(office, receiver):
    webhook, _ = typed("add", receiver.url)
    receiver.answer = lambda received: 500
    for _ in range(2):
        happens(office)
    deliver_due(office, a_courier(backoff=few(1)), office.now())
    receiver.answer = lambda received: 200

    shown = [line.split("\t") for line in typed("dead", "--webhook", webhook)]
    assert {(line[1], line[2], line[4], line[5]) for line in shown} == {(webhook, "case.settled", "1", "500")}
    assert typed("replay", shown[0][0]) == ["1 waiting"]
    assert typed("replay", "--since", "2026-01-01T00:00+07:00") == ["1 waiting"]
    assert typed("send") == ["2 delivered, 0 to try again, 0 dead"]
    assert typed("dead") == []


def test_a_replay_names_one_message_or_a_moment_and_not_both(settings):
    typed("replay", status=2)
    typed("replay", "x", "--since", "2026-01-01T00:00+07:00", status=2)
    typed("replay", "--since", "kemarin", status=2)


def test_a_private_address_is_refused_in_a_sentence(settings):
    with pytest.raises(AddressRefused, match="TRIAGE_WEBHOOK_HOSTS"):
        typed("add", "https://10.0.0.8/")
