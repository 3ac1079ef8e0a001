"""Logging in at a provider, from the login page there and back to the queue."""

from __future__ import annotations

import httpx
import pytest

from serving.settings import Settings
from tests.serving.access.provider import OUR_ID, OUR_SECRET, PERSON, a_provider
from tests.serving.store.worlds import an_officer


@pytest.fixture
def there(office):
    with a_provider(office.now) as provider:
        yield provider


@pytest.fixture
def settings(there):
    return Settings(
        public_url="http://testserver", oidc_issuer=there.issuer, oidc_client_id=OUR_ID, oidc_client_secret=OUR_SECRET
    )


def sent_there_and_back(stranger, back="/review/history"):
    """Follow the link of the login page, let the provider say who it is, and return the address one comes back to."""
    assert 'href="/review/oidc/begin?next=' in stranger.get(f"/review/login?next={back}").text
    begun = stranger.get("/review/oidc/begin", params={"next": back})
    return httpx.get(begun.headers["Location"]).headers["Location"].removeprefix("http://testserver")


def test_an_officer_comes_back_from_the_provider_to_the_page_they_wanted(stranger, office, there):
    an_officer(office, "sari", subject=f"{there.issuer}|{PERSON['sub']}")

    landed = stranger.get(sent_there_and_back(stranger))

    assert (landed.status_code, landed.headers["Location"]) == (303, "/review/history")
    assert "Sari" in stranger.get("/review/history").text


def test_somebody_unknown_gets_an_account_that_may_nothing_yet(stranger, there):
    stranger.get(sent_there_and_back(stranger))

    assert stranger.get("/review").status_code == 403


def test_an_answer_of_the_provider_is_worth_nothing_in_another_browser(stranger, enter, app, there):
    way_back = sent_there_and_back(stranger)
    other = type(stranger)(app, follow_redirects=False)

    assert other.get(way_back).status_code == 422
    assert other.get("/review/history").status_code == 303


def test_an_answer_is_good_once(stranger, there):
    way_back = sent_there_and_back(stranger)
    stranger.get(way_back)

    assert stranger.get(way_back).status_code >= 400


def test_a_way_back_to_another_host_is_not_taken(stranger, office, there):
    an_officer(office, "sari", subject=f"{there.issuer}|{PERSON['sub']}")

    landed = stranger.get(sent_there_and_back(stranger, back="https://jahat.example/review"))

    assert landed.headers["Location"].startswith("/review")
