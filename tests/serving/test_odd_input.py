"""Whatever is sent, there is a defined answer: a triage with its reasons, or a problem that says how to mend it."""

from __future__ import annotations

import pytest

from serving.api.problems import MEDIA_TYPE
from tests.serving.requests import LAMP, a_request, reasons


def refused(response, status: int) -> dict:
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA_TYPE
    body = response.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "code", "fix"} <= body.keys()
    return body


# --- texts that are answered ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("🔥🔥🔥😭", "unusable_text"),
        ("<script>alert(1)</script>", "unusable_text"),
        ("!!! ??? ...", "unusable_text"),
        ("The street lamp in front of the village hall has been broken for three nights now.", "foreign_language"),
        ("Die Straßenlaterne vor dem Rathaus ist seit drei Nächten kaputt, bitte reparieren.", "foreign_language"),
    ],
)
def test_a_text_that_the_model_cannot_read_goes_to_a_person(text, reason, client):
    answer = client.post("/v1/predict", json=a_request(text)).json()

    assert answer["decision"]["action"] in ("review", "urgent_lane")
    assert reason in reasons(answer)


def test_html_is_read_as_the_text_it_shows(client):
    plain = client.post("/v1/predict", json=a_request(LAMP)).json()
    marked = client.post("/v1/predict", json=a_request(f"<p>{LAMP}</p><script>alert('x')</script>")).json()

    assert marked["category"] == plain["category"]
    assert "script" not in str(marked)


def test_the_longest_text_is_answered_and_one_character_more_is_not(client):
    assert client.post("/v1/predict", json=a_request("a" * 20_000)).status_code == 200

    body = refused(client.post("/v1/predict", json=a_request("a" * 20_001)), 422)

    assert body["errors"] == [{"field": "text", "message": "String should have at most 20000 characters"}]


# --- requests that are refused --------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "  \n\t "}, "text"),
        ({"text": 12}, "text"),
        ({"text": None}, "text"),
        ({"text": ["rahasia"]}, "text"),
        ({"title": "t" * 501}, "title"),
        ({"received_at": "2026-03-09T10:00:00"}, "received_at"),
        ({"received_at": "kemarin"}, "received_at"),
        ({"region": "Sleman"}, "region"),
        ({"channel": "merpati"}, "channel"),
        ({"top_k": 0}, "top_k"),
        ({"refused_by": "kabkota.pasar"}, "refused_by"),
        ({"teks": "x"}, "teks"),
        ({"id": ""}, "id"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(fields, field, client):
    body = refused(client.post("/v1/predict", json=a_request(**{"text": LAMP, **fields})), 422)

    assert body["code"] == "api/unusable-request"
    assert {error["field"] for error in body["errors"]} == {field}
    assert body["detail"].startswith(f"The request cannot be used: {field}: ")


def test_a_field_inside_a_batch_is_named_with_its_place(client):
    response = client.post("/v1/predict/batch", json={"complaints": [a_request(), a_request("")]})

    assert refused(response, 422)["errors"][0]["field"] == "complaints.1.text"


def test_a_region_that_does_not_exist_is_a_problem_of_its_own(client):
    body = refused(client.post("/v1/predict", json=a_request(region="99.99")), 422)

    assert (body["code"], body["got"]) == ("region/unknown-code", "99.99")


@pytest.mark.parametrize("content", [b"", b"{", b"text=Lampu", b'{"text": "Lampu",}', b'{"text": "\xff"}', b"[" * 5000])
def test_a_body_that_is_no_json_is_said_to_be_none(content, client):
    response = client.post("/v1/predict", content=content, headers={"Content-Type": "application/json"})

    body = refused(response, response.status_code)
    assert response.status_code in (400, 422)
    assert body["code"] == "api/unusable-request"
    assert body["detail"].startswith("The request cannot be used: body: ")


def test_broken_json_is_told_by_its_character(client):
    response = client.post("/v1/predict", content=b'{"text": ', headers={"Content-Type": "application/json"})

    assert refused(response, 422)["detail"] == (
        "The request cannot be used: body: it is not valid JSON in UTF-8 (character 9)."
    )


def test_a_lone_surrogate_is_refused_not_a_crash(client):
    response = client.post("/v1/predict", content=rb'{"text": "\ud800"}', headers={"Content-Type": "application/json"})

    assert refused(response, 422)["errors"][0]["field"] == "text"


def test_an_unknown_path_says_so(client):
    body = refused(client.get("/v2/predict"), 404)

    assert (body["code"], body["detail"], body["got"]) == (
        "api/no-such-route",
        "There is nothing at this path.",
        "/v2/predict",
    )


def test_a_wrong_method_says_which_is_right(client):
    response = client.get("/v1/predict")

    body = refused(response, 405)
    assert (body["code"], body["got"], body["allowed"]) == ("api/wrong-method", "GET", "POST")
    assert response.headers["allow"] == "POST"
