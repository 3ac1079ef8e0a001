"""One complaint in, one triage out: alone, in a batch, and on the command line the same."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from typer.testing import CliRunner

from models.bundle.open import open_bundle
from tests.serving.conftest import AUDIT_KEY, SLEMAN
from tests.serving.requests import LAMP, WATER, a_request, reasons
from triage.__main__ import app as command_line


def predict(client, *args, **fields):
    response = client.post("/v1/predict", json=a_request(*args, **fields))
    assert response.status_code == 200, response.text
    return response.json()


def test_a_complaint_gets_four_labels_an_agency_a_decision_and_every_version(client, bundle):
    answer = predict(client, title="Lampu padam", channel="web", region="34.04", top_k=3)

    for task in ("kind", "category", "urgency", "role"):
        alternatives = answer[task]["alternatives"]
        probabilities = [scored["probability"] for scored in alternatives]
        assert len(alternatives) == 3
        assert probabilities == sorted(probabilities, reverse=True)
        assert (answer[task]["label"], answer[task]["probability"]) == (alternatives[0]["label"], probabilities[0])
        assert answer[task]["name"]["id"]
        assert answer[task]["name"]["en"]
    agency = answer["agency"]
    assert agency["slug"].startswith(agency["role"].split(".")[0])
    assert sum(one["probability"] for one in agency["alternatives"]) + agency["other"] == pytest.approx(1.0)
    assert [place["code"] for place in answer["places"]] == ["34.04"]
    assert answer["decision"]["action"] in {"auto_route", "review", "urgent_lane"}
    assert answer["decision"]["reasons"]
    assert all(answer["versions"].values())
    assert answer["versions"]["bundle"] == open_bundle(bundle).manifest.digest


def test_top_k_counts_the_alternatives_and_never_more_than_there_are(client):
    assert len(predict(client, top_k=1)["category"]["alternatives"]) == 1
    assert len(predict(client, top_k=50)["urgency"]["alternatives"]) == 4


def test_an_id_is_made_up_where_the_caller_gives_none(client):
    ids = {client.post("/v1/predict", json={"text": LAMP}).json()["id"] for _ in range(2)}

    assert len(ids) == 2
    assert predict(client, id="milik-saya")["id"] == "milik-saya"


def test_the_deployments_region_stands_in_where_a_complaint_brings_none(client):
    places = predict(client)["places"]

    assert [(place["code"], place["source"]) for place in places] == [(SLEMAN, "tenant")]


def test_the_same_complaint_gets_the_same_bytes_alone_and_in_any_batch(client):
    texts = [LAMP, WATER, "banjir", "jalan rusak " * 300, "🔥🔥", "Mohon info jadwal vaksin."]
    requests = [a_request(text, id=f"uji-{number}") for number, text in enumerate(texts)]

    alone = [client.post("/v1/predict", json=request).json() for request in requests]
    together = client.post("/v1/predict/batch", json={"complaints": requests}).json()["answers"]
    backwards = client.post("/v1/predict/batch", json={"complaints": requests[::-1]}).json()["answers"]

    assert json.dumps(together) == json.dumps(alone)
    assert json.dumps(backwards[::-1]) == json.dumps(alone)


def test_a_batch_may_hold_256_complaints_by_the_servers_own_defaults(client):
    requests = [a_request("Lampu padam.", id=str(number)) for number in range(256)]

    response = client.post("/v1/predict/batch", json={"complaints": requests})

    assert response.status_code == 200
    assert [answer["id"] for answer in response.json()["answers"]] == [str(number) for number in range(256)]


@pytest.mark.parametrize("count", [0, 257])
def test_a_batch_of_none_or_of_257_is_refused(count, client):
    response = client.post("/v1/predict/batch", json={"complaints": [a_request()] * count})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "complaints"


# --- what the policy sees -------------------------------------------------------------------


def test_an_agency_that_refused_is_never_proposed_again(client):
    first = predict(client, top_k=50)["agency"]
    refused = [first["alternatives"][0]["slug"], first["alternatives"][1]["slug"]]

    answer = predict(client, top_k=50, refused_by=refused)

    assert not {one["slug"] for one in answer["agency"]["alternatives"]} & set(refused)
    assert answer["decision"]["agency"]["slug"] not in refused
    assert "refused_before" in reasons(answer)


def test_a_secret_report_goes_to_a_person_and_to_the_oversight_body(client):
    answer = predict(client, is_secret=True)

    assert answer["decision"]["action"] == "review"
    assert "secret" in reasons(answer)
    assert answer["decision"]["agency"]["slug"] == f"kabkota.inspektorat:{SLEMAN}"


def test_of_two_wishes_for_confidentiality_the_stricter_one_counts(client):
    assert "secret" in reasons(predict(client, is_secret=True, is_anonymous=True))


# --- the model ------------------------------------------------------------------------------


def test_the_model_says_what_it_is_and_what_it_was_made_from(client, bundle):
    told = client.get("/v1/model").json()
    opened = open_bundle(bundle)

    assert (told["model"], told["bundle"], told["encoder"]) == ("tiny", opened.manifest.digest, "tiny")
    assert told["trained_at"] == opened.manifest.origin.trained_at
    assert told["tasks"] == {task.value: len(of) for task, of in opened.predictor.label_space.labels.items()}
    assert [point["threshold"] for point in told["operating_points"]] == [0.2, None]
    assert told["lane_points"] == [asdict(point) for point in opened.predictor.lane_points] != []


# --- the command line -----------------------------------------------------------------------


def on_the_command_line(bundle, source, lines=None):
    """Run `triage predict` as the same deployment: its region, and its secret of the audit's draw."""
    arguments = ["predict", source, "--model", str(bundle), "--region", SLEMAN]
    return CliRunner(env={"TRIAGE_AUDIT_KEY": AUDIT_KEY}).invoke(command_line, arguments, input=lines)


@pytest.fixture
def lines():
    return [a_request(), a_request(WATER, id="uji-2", title="Air keruh", top_k=2), a_request("🔥", id="uji-3")]


def test_the_command_line_gives_the_answers_of_the_server(client, bundle, lines, tmp_path):
    source = tmp_path / "laporan.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")

    run = on_the_command_line(bundle, str(source))

    assert run.exit_code == 0, run.stderr
    served = [client.post("/v1/predict", json=line).json() for line in lines]
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert told == served


def test_it_reads_standard_input_and_leaves_a_historys_labels_out(client, bundle, lines):
    piped = json.dumps({**lines[0], "category": "kesehatan", "agency": "Dinas"})

    run = on_the_command_line(bundle, "-", piped)

    assert json.loads(run.stdout) == client.post("/v1/predict", json=lines[0]).json()


@pytest.mark.parametrize(
    ("line", "told"), [("bukan json rahasia", "line 1 is not a JSON object"), ('{"title": "rahasia"}', "line 1, text")]
)
def test_a_line_that_cannot_be_read_is_named_by_its_number_not_by_its_words(line, told, bundle):
    run = on_the_command_line(bundle, "-", line)

    assert told in str(run.exception)
    assert "rahasia" not in str(run.exception)
