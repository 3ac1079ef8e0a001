"""The acts of review as JSON, in the name of the officer whose key is sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from serving.access.api_keys import issue
from serving.casework import control
from serving.casework.officers import Officer, Right, Scope
from serving.store.schema import UserRow
from tests.serving.requests import WATER, a_request
from triage.review import Tier

ADMIN = Officer("kepala", "kepala", frozenset(Right))
NATION = Scope()
HEALTH = "kabkota.kesehatan:34.04"
ANSWER = {"agency": HEALTH, "category": "kesehatan", "urgency": "tinggi", "kind": "pengaduan_non_pengawasan"}


@pytest.fixture
def client(intake):
    return intake


@pytest.fixture
def key_of(client):
    """Add an officer and return the header with their key."""

    def made(name, *rights, scope=NATION):
        office = client.app.state.server.office
        with office.database.writing() as session:
            session.add(
                UserRow(
                    id=name, name=name, full_name=name.title(), password=None, subject=None,
                    rights=[right.value for right in rights], scope=scope.tier.value, scope_agency=scope.agency,
                    active=True, language="id", made_at=datetime.now(UTC), failures=0, locked_until=None,
                    last_login_at=None,
                )
            )  # fmt: skip
        return {"X-API-Key": issue(office, ADMIN, name, "uji")}

    return made


@pytest.fixture
def waiting(client):
    """Admit complaints that a person must look at, and return their items."""

    def admitted(*ids, text=WATER):
        told = [client.post("/v1/complaints", json=a_request(text, id=one, is_secret=True)).json() for one in ids]
        return [one["review"] for one in told]

    return admitted


@pytest.fixture
def sari(key_of):
    return key_of("sari", Right.REVIEW, Right.SECRET)


def test_an_officer_takes_the_next_item_sees_it_and_settles_it(client, sari, waiting):
    (item,) = waiting("a")

    assert client.get("/v1/reviews/counts", headers=sari).json()["total"] == 1
    assert client.post("/v1/reviews/next", headers=sari).json() == {"item": item}
    seen = client.get(f"/v1/reviews/{item}", headers=sari).json()
    given = client.post(
        f"/v1/reviews/{item}/verdicts", headers=sari, json={"act": "change", "seen": seen["version"], "answer": ANSWER}
    )

    assert seen["mine"] is True
    assert seen["reasons"]
    assert seen["clocks"]
    assert given.status_code == 201
    case = client.get("/v1/complaints/a").json()
    assert (case["state"], case["agency"], case["review"]) == ("settled", HEALTH, None)
    assert client.post("/v1/reviews/next", headers=sari).json() == {"item": None}


def test_who_comes_second_is_told_what_the_first_decided(client, sari, key_of, waiting):
    budi, (item,) = key_of("budi", Right.REVIEW, Right.SECRET), waiting("a")
    verdict = {"act": "change", "seen": 1, "answer": ANSWER}
    client.post(f"/v1/reviews/{item}/verdicts", headers=sari, json=verdict)

    late = client.post(f"/v1/reviews/{item}/verdicts", headers=budi, json=verdict)

    assert (late.status_code, late.json()["code"]) == (409, "review/settled")
    assert late.json()["decided"]["agency"]["slug"] == HEALTH
    assert late.json()["decided"]["officer_name"] == "Sari"


def test_a_verdict_is_taken_back_by_a_new_one_and_the_item_waits_again(client, sari, waiting):
    (item,) = waiting("a")
    verdict = {"act": "change", "seen": 1, "answer": ANSWER}
    given = client.post(f"/v1/reviews/{item}/verdicts", headers=sari, json=verdict).json()["verdict"]

    assert client.post(f"/v1/verdicts/{given}/undo", headers=sari).status_code == 201
    assert client.post(f"/v1/verdicts/{given}/undo", headers=sari).status_code == 409

    assert client.get("/v1/complaints/a").json()["review"] == item
    acts = [one["act"] for one in client.get("/v1/verdicts", headers=sari).json()]
    assert acts == ["undo", "change"]


def test_a_secret_item_does_not_exist_for_who_lacks_the_right(client, key_of, waiting):
    budi, (item,) = key_of("budi", Right.REVIEW), waiting("a")

    assert client.get("/v1/reviews", headers=budi).json() == []
    assert client.get(f"/v1/reviews/{item}", headers=budi).status_code == 404
    verdict = {"act": "spam", "seen": 1}
    assert client.post(f"/v1/reviews/{item}/verdicts", headers=budi, json=verdict).status_code == 404


def test_an_officer_of_another_body_does_not_see_it_either(client, key_of, waiting):
    waiting("a")
    elsewhere = key_of("wayan", Right.REVIEW, Right.SECRET, scope=Scope(Tier.BODY, "kabkota.pemerintahan:51.03"))

    assert client.get("/v1/reviews", headers=elsewhere).json() == []


def test_a_configured_key_brings_complaints_but_gives_no_verdicts(serve):
    with serve(api_keys=("satu",)) as client:
        assert client.get("/v1/reviews", headers={"X-API-Key": "satu"}).status_code == 401


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        ({"act": "change", "answer": {"agency": "kabkota.tidak-ada:34.04"}}, "directory/unknown-agency"),
        ({"act": "change", "answer": {"agency": HEALTH, "category": "tidak-ada"}}, "taxonomy/unknown-label"),
        ({"act": "change"}, "verdict/agency-missing"),
        ({"act": "duplicate"}, "verdict/original-missing"),
        ({"act": "split", "parts": [{"text": "satu", "answer": ANSWER}]}, "verdict/parts-unusable"),
        ({"act": "undo"}, "verdict/undo-needs-its-route"),
        ({"act": "tebak"}, "api/unusable-request"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused_with_how_to_mend_it(client, sari, waiting, verdict, code):
    (item,) = waiting("a")

    refused = client.post(f"/v1/reviews/{item}/verdicts", headers=sari, json={"seen": 1, **verdict})

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["fix"]
    assert client.get("/v1/complaints/a").json()["review"] == item


def test_reports_of_one_event_wait_as_one_and_one_verdict_settles_them_all(client, key_of):
    control.stop(client.app.state.server.office, ADMIN, "Uji.")
    sari = key_of("sari", Right.REVIEW)
    text = "Banjir di Kalurahan Sinduadi Mlati sejak subuh, air masuk rumah setinggi lutut di Jalan Magelang."
    for number in range(3):
        client.post("/v1/complaints", json=a_request(f"{text} Laporan warga RT {number}.", id=f"banjir-{number}"))

    (row,) = client.get("/v1/reviews", headers=sari).json()
    incident = row["incident"]
    shown = client.get(f"/v1/incidents/{incident['id']}", headers=sari).json()
    seen = {one["id"]: one["version"] for one in shown["items"]}
    done = client.post(
        f"/v1/incidents/{incident['id']}/verdicts", headers=sari, json={"act": "change", "seen": seen, "answer": ANSWER}
    ).json()

    assert (incident["reports"], incident["waiting"], len(seen)) == (3, 3, 3)
    assert (done["settled"], done["left"]) == (3, [])
    assert {client.get(f"/v1/complaints/banjir-{n}").json()["agency"] for n in range(3)} == {HEALTH}

    client.post(f"/v1/verdicts/{done['verdict']}/undo", headers=sari)

    (row,) = client.get("/v1/reviews", headers=sari).json()
    assert row["incident"]["waiting"] == 3
