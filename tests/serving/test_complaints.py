"""The intake path over HTTP: a complaint is kept once, masked, and goes to the machine's agency or to a person."""

from __future__ import annotations

from sqlalchemy import select

from serving.casework import control
from serving.casework.officers import Officer, Right
from serving.store import audit_log
from serving.store.schema import CaseRow, EventRow, ItemRow
from serving.store.vault import new_store_key
from tests.serving.requests import LAMP, a_request, reasons

ADMIN = Officer("kepala", "kepala", frozenset(Right))


def office_of(client):
    return client.app.state.server.office


def rows(client, table):
    with office_of(client).database.reading() as session:
        return session.scalars(select(table)).all()


def test_a_complaint_is_kept_masked_and_answered_like_a_prediction(intake):
    text = f"{LAMP} Hubungi saya di 081234567890."

    kept = intake.post("/v1/complaints", json=a_request(text))
    predicted = intake.post("/v1/predict", json=a_request(text, top_k=10)).json()

    assert kept.status_code == 201
    assert kept.json()["answer"] == predicted
    (case,) = rows(intake, CaseRow)
    assert "[TELEPON]" in case.text
    assert "081234567890" not in case.text
    assert case.raw is None
    assert case.id == kept.json()["case"]


def test_a_secret_complaint_waits_for_a_person_and_is_told_so(intake):
    kept = intake.post("/v1/complaints", json=a_request(is_secret=True)).json()

    assert kept["state"] == "in_review"
    (item,) = rows(intake, ItemRow)
    assert (item.id, item.secret, item.purpose) == (kept["review"], True, "doubt")
    assert [event.type for event in rows(intake, EventRow)] == ["case.in_review"]


def test_the_same_complaint_sent_again_gets_the_first_answer_and_makes_no_second_case(intake):
    first = intake.post("/v1/complaints", json=a_request())
    again = intake.post("/v1/complaints", json=a_request())

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert len(rows(intake, CaseRow)) == 1


def test_a_known_key_with_another_content_is_refused_and_nothing_is_kept(intake):
    key = {"Idempotency-Key": "kunci-1"}
    intake.post("/v1/complaints", json=a_request(id=None), headers=key)

    other = intake.post(
        "/v1/complaints", json=a_request("Jalan berlubang dalam sekali di depan pasar.", id=None), headers=key
    )

    assert (other.status_code, other.json()["code"]) == (422, "intake/other-request")
    assert len(rows(intake, CaseRow)) == 1


def test_with_the_stop_button_pressed_everything_goes_to_a_person(intake):
    before = intake.post("/v1/predict", json=a_request(id="a")).json()
    control.stop(office_of(intake), ADMIN, "Model salah arah sejak pagi.")

    stopped = intake.post("/v1/predict", json=a_request(id="a")).json()
    kept = intake.post("/v1/complaints", json=a_request(id="a")).json()

    assert stopped["decision"]["action"] == kept["answer"]["decision"]["action"] == "review"
    assert "not_rolled_out" in reasons(stopped)
    assert stopped["versions"]["policy"] == f"{before['versions']['policy']}+stopped"
    assert kept["state"] == "in_review"

    control.resume(office_of(intake), ADMIN, "Sudah diperbaiki.")

    assert intake.post("/v1/predict", json=a_request(id="a")).json() == before


def test_what_became_of_a_case_is_told_by_either_id_and_without_its_text(intake):
    kept = intake.post("/v1/complaints", json=a_request()).json()

    by_ours = intake.get(f"/v1/complaints/{kept['case']}")
    by_theirs = intake.get("/v1/complaints/uji-1")

    assert by_ours.json() == by_theirs.json()
    assert by_ours.json()["state"] == kept["state"]
    assert "padam" not in by_ours.text
    assert intake.get("/v1/complaints/tidak-ada").status_code == 404


def test_a_bounce_brings_a_case_before_a_person_again(intake):
    kept = intake.post("/v1/complaints", json=a_request()).json()
    told = {"case": "uji-1", "event": "bounced", "happened_at": "2026-03-12T09:00:00+07:00"}

    bounced = intake.post("/v1/outcomes", json=told)

    assert bounced.status_code == 201
    case = intake.get(f"/v1/complaints/{kept['case']}").json()
    assert case["review"] == bounced.json()["review"]
    assert [outcome["event"] for outcome in case["outcomes"]] == ["bounced"]


def test_a_caller_without_a_key_keeps_nothing_where_keys_are_asked_for(serve):
    with serve(api_keys=("satu",)) as client:
        assert client.post("/v1/complaints", json=a_request()).status_code == 401
        assert client.post("/v1/complaints", json=a_request(), headers={"X-API-Key": "satu"}).status_code == 201


def test_every_act_of_intake_stands_in_a_chain_that_verifies(intake):
    for number in range(3):
        intake.post("/v1/complaints", json=a_request(id=f"uji-{number}"))

    with office_of(intake).database.reading() as session:
        assert audit_log.verify(session)[0] == 3


def test_a_store_that_cannot_be_opened_leaves_predictions_working_and_says_so(serve):
    with serve(store="postgresql://nobody@127.0.0.1:1/none") as client:
        assert client.post("/v1/predict", json=a_request()).status_code == 200
        assert client.get("/health/ready").json()["store"] == "store/unreachable"
        refused = client.post("/v1/complaints", json=a_request())

    assert (refused.status_code, refused.json()["code"]) == (503, "store/not-open")


def test_raw_texts_are_kept_only_when_asked_and_then_encrypted(serve):
    with serve(keep_raw=True, store_key=new_store_key(bytes)) as client:
        client.post("/v1/complaints", json=a_request(f"{LAMP} Hubungi 081234567890."))
        (case,) = rows(client, CaseRow)

    assert case.raw
    assert b"0812" not in case.raw
