"""What an operator sees: health, meters, keys, a full queue, and a description of the API that is valid."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from models.bundle.layout import CALIBRATION
from models.bundle.manifest import read_manifest, seal
from models.bundle.open import open_bundle
from serving.api.app import create_app
from serving.api.problems import MEDIA_TYPE
from serving.engine.engine import Engine, make_triager
from serving.engine.errors import EngineOverloaded
from serving.engine.intake import BatchRequest, PredictRequest
from serving.settings import Settings
from tests.serving.requests import a_request
from tests.worlds import a_complaint

# --- health ---------------------------------------------------------------------------------


def test_a_warm_model_is_ready_and_says_which_it_is(client, bundle):
    assert client.get("/health/live").json() == {"status": "alive"}
    ready = client.get("/health/ready")

    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "bundle": read_manifest(bundle).digest, "store": "open"}


def test_before_the_model_is_loaded_the_process_lives_and_is_not_ready(bundle):
    """Without its lifespan the application never starts to load: the state of the first moments."""
    early = TestClient(create_app(Settings(model=str(bundle))))

    assert early.get("/health/live").status_code == 200
    for response in (early.get("/health/ready"), early.post("/v1/predict", json=a_request())):
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert response.json()["detail"] == "The model is not loaded yet (loading)."


def test_a_model_that_is_not_there_is_told_without_the_servers_paths(serve, tmp_path):
    with serve(model=str(tmp_path / "absent")) as client:
        response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.headers["content-type"] == MEDIA_TYPE
    assert response.json()["code"] == "engine/not-ready"
    assert "bundle/not-a-bundle: There is no bundle here." in response.json()["detail"]
    assert str(tmp_path) not in response.text


def test_a_model_that_makes_a_library_fail_is_told_too_and_does_not_load_for_ever(serve, bundle, tmp_path):
    folder = Path(shutil.copytree(bundle, tmp_path / "odd"))
    (folder / CALIBRATION).write_text('{"served": "oracle"}', encoding="utf-8")
    manifest = read_manifest(folder)
    seal(folder, manifest.name, manifest.written_by, manifest.origin)

    with serve(model=str(folder)) as client:
        response = client.get("/health/ready")

    assert response.status_code == 503
    assert "engine/model-not-opened" in response.json()["detail"]
    assert "ValidationError" in response.json()["detail"]


# --- meters ---------------------------------------------------------------------------------


def test_the_meters_count_requests_by_route_and_decisions_by_action(serve):
    with serve() as client:
        client.post("/v1/predict", json=a_request())
        client.post("/v1/predict", json={})
        client.get("/nowhere/42")
        meters = client.get("/metrics")

    assert meters.headers["content-type"].startswith("text/plain")
    lines = meters.text.splitlines()
    assert 'triage_http_requests_total{method="POST",route="/v1/predict",status="200"} 1.0' in lines
    assert 'triage_http_requests_total{method="POST",route="/v1/predict",status="422"} 1.0' in lines
    assert 'triage_http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in lines
    assert "triage_ready 1.0" in lines
    for name in ("triage_http_request_duration_seconds_bucket", "triage_decisions_total", "triage_model_info"):
        assert any(line.startswith(f"{name}{{") for line in lines)


# --- keys -----------------------------------------------------------------------------------


def test_with_keys_configured_only_a_caller_with_one_of_them_is_answered(serve):
    with serve(api_keys=("satu", "kunci-dua")) as client:
        wanted = {
            key: client.post("/v1/predict", json=a_request(), headers={"X-API-Key": key}) for key in ("satu", "x")
        }
        without = client.post("/v1/predict", json=a_request())
        model = client.get("/v1/model")
        health = client.get("/health/ready")

    assert wanted["satu"].status_code == 200
    assert wanted["x"].status_code == without.status_code == model.status_code == 401
    assert (without.json()["code"], without.headers["content-type"]) == ("api/wrong-key", MEDIA_TYPE)
    assert "X-API-Key" in without.json()["fix"]
    assert health.status_code == 200


def test_without_a_key_nothing_is_said_about_what_is_wrong_with_a_request(serve):
    with serve(api_keys=("satu",)) as client:
        assert client.post("/v1/predict", json={"text": ""}).status_code == 401


def test_a_key_never_shows_in_the_settings(bundle):
    assert "satu" not in repr(Settings(model=str(bundle), api_keys=("satu",)))


# --- the queue ------------------------------------------------------------------------------


def test_a_full_queue_answers_at_once_that_it_is_full(serve):
    with serve(queue=2) as client:
        response = client.post("/v1/predict/batch", json={"complaints": [a_request()] * 3})
        after = client.post("/v1/predict", json=a_request())

    assert response.status_code == 429
    assert response.headers["retry-after"] == "1"
    assert response.json() | {"code": "engine/overloaded", "got": 3, "allowed": 2} == response.json()
    assert after.status_code == 200


def test_a_caller_who_goes_away_gives_the_places_back(bundle):
    """Jobs that were cancelled before a thread took them must not fill the queue for ever."""
    opened = open_bundle(bundle)
    engine = Engine(opened, make_triager(opened, Settings(model=str(bundle))), workers=1, queue=3)
    gate = threading.Event()
    engine._threads.submit(gate.wait)  # the only thread is busy, so what comes now waits

    async def come_and_go() -> None:
        waiting = asyncio.create_task(engine.triage([a_complaint()] * 3))
        await asyncio.sleep(0)
        with pytest.raises(EngineOverloaded):
            await engine.triage([a_complaint()])
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gate.set()
        assert len(await engine.triage([a_complaint()] * 3)) == 3

    asyncio.run(come_and_go())
    engine.close()


# --- the description ------------------------------------------------------------------------


def test_the_description_of_the_api_is_valid_openapi(client):
    validate(client.get("/openapi.json").json())


def test_it_names_every_route_and_the_problems_that_each_can_answer_with(client):
    paths = client.get("/openapi.json").json()["paths"]

    assert set(paths) == {
        "/health/live", "/health/ready", "/metrics", "/v1/agencies", "/v1/complaints", "/v1/complaints/{case}",
        "/v1/export", "/v1/incidents/{incident}", "/v1/incidents/{incident}/verdicts", "/v1/model", "/v1/outcomes",
        "/v1/predict", "/v1/predict/batch", "/v1/reviews", "/v1/reviews/counts", "/v1/reviews/next",
        "/v1/reviews/{item}", "/v1/reviews/{item}/claim", "/v1/reviews/{item}/release", "/v1/reviews/{item}/skip",
        "/v1/reviews/{item}/verdicts", "/v1/verdicts", "/v1/verdicts/{verdict}/undo", "/v1/webhooks",
        "/v1/webhooks/dead-letters", "/v1/webhooks/replay", "/v1/webhooks/{webhook}",
    }  # fmt: skip
    for status in ("401", "422", "429", "503"):
        assert MEDIA_TYPE in paths["/v1/predict"]["post"]["responses"][status]["content"]
        assert MEDIA_TYPE in paths["/v1/complaints"]["post"]["responses"][status]["content"]


@pytest.mark.parametrize(("name", "model"), [("PredictRequest", PredictRequest), ("BatchRequest", BatchRequest)])
def test_its_examples_can_be_sent_as_they_stand(name, model, client):
    examples = client.get("/openapi.json").json()["components"]["schemas"][name]["examples"]

    assert examples
    for example in examples:
        model.model_validate_json(json.dumps(example))
        path = "/v1/predict/batch" if name == "BatchRequest" else "/v1/predict"
        assert client.post(path, json=example).status_code == 200


# --- headers --------------------------------------------------------------------------------


def test_answers_are_never_stored_and_the_page_loads_nothing_from_elsewhere(client):
    answer, page = client.post("/v1/predict", json=a_request()), client.get("/")

    assert answer.headers["cache-control"] == "no-store"
    for response in (answer, page):
        assert response.headers["content-security-policy"].startswith("default-src 'self'")
        assert response.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-type"].startswith("text/html")
    assert "http://" not in page.text.replace("http://www.w3.org", "")


def test_a_complaint_without_a_time_came_in_now(client):
    deadlines = client.post("/v1/predict", json={"text": "Lampu padam."}).json()["decision"]["deadlines"]

    assert all(deadline["due"] >= datetime.now(UTC).date().isoformat() for deadline in deadlines)
