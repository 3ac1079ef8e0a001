"""Administration of webhooks: an address is checked, its secret shown once, dead messages sent again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.store.schema import DeliveryRow, EventRow, WebhookRow
from serving.webhooks.addresses import list_webhooks
from tests.serving.review.conftest import Browser, Enter
from tests.serving.store.worlds import a_case, an_officer

WEBHOOKS = "/review/admin/webhooks"
ADDRESS = "https://9.9.9.9/peristiwa"
"""A public address that needs no name server; nothing is sent to it."""


@pytest.fixture
def root(office: Office) -> Officer:
    return an_officer(office, "admin", (Right.ADMIN,))


@pytest.fixture
def admin(enter: Enter, root: Officer) -> Browser:
    return enter(root)


def send(browser: Browser, path: str = "", **fields: Any) -> Any:
    return browser.fill(f"{WEBHOOKS}{path}", page=WEBHOOKS, **fields)


@pytest.fixture
def webhook(admin: Browser, office: Office, root: Officer) -> str:
    send(admin, url=ADDRESS, event=["case.settled"])
    return list_webhooks(office, root)[0].id


def a_dead_letter(office: Office, webhook: str) -> str:
    case = a_case(office)
    event = EventRow(id=office.new_id(), type="case.settled", case=case.id, happened_at=office.now(), payload={})
    with office.database.writing() as session:
        session.add(event)
        session.flush()
        letter = DeliveryRow(
            id=office.new_id(), webhook=webhook, event=event.id, state="dead", attempts=12, next_at=office.now(),
            last_status="503", delivered_at=None,
        )  # fmt: skip
        session.add(letter)
        session.flush()
        return letter.id


def state_of(office: Office, letter: str) -> str:
    with office.database.reading() as session:
        return session.get_one(DeliveryRow, letter).state


def test_an_address_is_added_and_its_secret_shown_once(admin, office, root):
    made = send(admin, url=ADDRESS, event=["case.settled"])
    secret = re.search(r'id="new-secret">(whsec_[^<]+)<', made.text)
    added = list_webhooks(office, root)[0]

    assert secret
    assert (added.url, added.events) == (ADDRESS, ("case.settled",))
    assert secret[1] not in admin.get(f"{WEBHOOKS}/{added.id}").text
    assert "laporan diputuskan petugas" in admin.get(WEBHOOKS).text


def test_an_address_of_the_own_network_is_refused_and_stays_in_the_form(admin, office):
    refused = send(admin, url="https://10.0.0.7/peristiwa", event=["case.urgent"])

    assert refused.status_code == 422
    assert 'data-code="webhook/address-refused"' in refused.text
    assert 'value="https://10.0.0.7/peristiwa"' in refused.text
    assert re.search(r'value="case.urgent" checked', refused.text)
    with office.database.reading() as session:
        assert session.scalars(select(WebhookRow)).first() is None


def test_an_address_is_changed_switched_off_and_on(admin, office, root, webhook):
    send(admin, f"/{webhook}", url=f"{ADDRESS}/baru")
    send(admin, f"/{webhook}/off")
    off = list_webhooks(office, root)[0]
    done = send(admin, f"/{webhook}/on")

    assert (off.url, off.events, off.active) == (f"{ADDRESS}/baru", (), False)
    assert list_webhooks(office, root)[0].active
    assert "dinyalakan lagi" in admin.get(done.headers["location"]).text


def test_a_new_secret_is_shown_once(admin, webhook):
    shown = send(admin, f"/{webhook}/secret").text

    assert re.search(r'id="new-secret">whsec_', shown)
    assert "whsec_" not in admin.get(f"{WEBHOOKS}/{webhook}").text


def test_one_dead_message_is_sent_again(admin, office, webhook):
    one, other = a_dead_letter(office, webhook), a_dead_letter(office, webhook)
    assert "503" in admin.get(f"{WEBHOOKS}/{webhook}").text
    send(admin, f"/{webhook}/replay", delivery=one)

    assert (state_of(office, one), state_of(office, other)) == ("waiting", "dead")


def test_all_dead_messages_of_an_address_are_sent_again(admin, office, webhook):
    letters = [a_dead_letter(office, webhook) for _ in range(3)]
    send(admin, f"/{webhook}/replay")

    assert {state_of(office, letter) for letter in letters} == {"waiting"}
    assert "Tidak ada pesan gagal" in admin.get(f"{WEBHOOKS}/{webhook}").text


def test_nothing_is_sent_again_to_an_address_that_is_off(admin, office, webhook):
    letter = a_dead_letter(office, webhook)
    send(admin, f"/{webhook}/off")

    assert 'data-code="webhook/off"' in send(admin, f"/{webhook}/replay", delivery=letter).text
    assert 'data-act="replay' not in admin.get(f"{WEBHOOKS}/{webhook}").text


def test_an_unknown_address_is_told(admin):
    assert admin.get(f"{WEBHOOKS}/tidak-ada").status_code == 404
    assert send(admin, "/tidak-ada/off").status_code == 404
