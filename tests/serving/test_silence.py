"""No complaint's words ever stand in a log or in a problem, whatever goes wrong."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

import httpx
import pytest
import uvicorn

from serving.api.app import create_app
from serving.api.problems import MEDIA_TYPE
from serving.settings import Settings
from tests.serving.requests import a_request, reasons

SECRET = "tetangga bernama Zulkarnaen menimbun pupuk bersubsidi"
WHERE = "Kelurahan Mojo, Kecamatan Gubeng, Kota Surabaya"
FULL = f"{SECRET} di {WHERE}. Lurahnya minta uang pelicin. Selain itu lampu jalan dekat rumah Zulkarnaen padam terus."
"""A text on which everything speaks: places, rules of jurisdiction, misconduct, a second problem."""


class Stumbles:
    """A reader of texts that fails and quotes the text, as a careless library does."""

    def __call__(self, complaint):
        raise ValueError(f"cannot parse {complaint.text!r}")


@pytest.mark.parametrize(
    "request_",
    [
        a_request(SECRET),
        a_request(FULL, title=SECRET, top_k=50),
        a_request(FULL, is_secret=True, top_k=50),
        a_request(f"Kelurahan Zulkarnaen, Kota Zulkarnaen. {SECRET}", top_k=50),
        a_request(f"{SECRET} {'x' * 20_000}"),
        a_request(SECRET, region="99.99"),
        a_request(SECRET, channel=SECRET),
        a_request(SECRET, received_at=SECRET),
        a_request(SECRET, region=SECRET),
        a_request(SECRET, top_k=SECRET),
        a_request([SECRET]),
        {SECRET: 1},
        SECRET,
        [SECRET],
    ],
)
def test_neither_an_answer_nor_a_log_repeats_the_text(request_, client, caplog):
    caplog.set_level(logging.DEBUG)

    response = client.post("/v1/predict", json=request_)

    assert "Zulkarnaen" not in response.text
    assert "Zulkarnaen" not in caplog.text


def test_an_answer_with_all_its_parts_is_made_in_silence(client, caplog, capfd):
    """Places as offsets, reasons as codes, cases as ids: no part of the answer repeats what was told."""
    caplog.set_level(logging.DEBUG)

    answer = client.post("/v1/predict", json=a_request(FULL, top_k=50)).json()

    assert answer["places"][0]["spans"]
    assert answer["similar"]
    assert any(one["evidence"] for one in answer["agency"]["alternatives"])
    assert "misconduct" in reasons(answer)
    streams = "".join(capfd.readouterr())
    for words in (*SECRET.split(), "pelicin", "Lurahnya", "dekat rumah"):
        assert words not in caplog.text + streams, words
    for words in ("Zulkarnaen", "menimbun", "pelicin", "Lurahnya", "dekat rumah"):
        assert words not in str(answer), words


def test_broken_json_is_not_quoted(client, caplog):
    caplog.set_level(logging.DEBUG)

    response = client.post(
        "/v1/predict", content=f'{{"text": "{SECRET}'.encode(), headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 422
    assert "Zulkarnaen" not in response.text + caplog.text


class LosesItsWay:
    """A finder of places that fails and quotes the text."""

    def __call__(self, complaint, tenant=None):
        raise KeyError(complaint.text)


def test_an_error_on_the_way_to_an_agency_is_logged_without_the_text_too(serve, caplog):
    caplog.set_level(logging.DEBUG)
    with serve() as client:
        engine = client.app.state.server.engine
        engine.triager = replace(engine.triager, router=replace(engine.triager.router, find_places=LosesItsWay()))

        response = client.post("/v1/predict", json=a_request(FULL))

    assert response.status_code == 500
    assert "unexpected KeyError at " in caplog.text
    assert "Zulkarnaen" not in response.text + caplog.text


@pytest.fixture
def stumbling(serve):
    with serve() as client:
        engine = client.app.state.server.engine
        engine.triager = replace(engine.triager, readers=(Stumbles(),))
        yield client


def test_an_error_that_quotes_a_complaint_is_logged_by_its_kind_and_place_alone(stumbling, caplog):
    caplog.set_level(logging.DEBUG)

    response = stumbling.post("/v1/predict", json=a_request(SECRET))

    assert (response.status_code, response.headers["content-type"]) == (500, MEDIA_TYPE)
    assert response.json()["code"] == "triage/error"
    assert "unexpected ValueError at " in caplog.text
    assert "test_silence.py" in caplog.text
    assert "Zulkarnaen" not in response.text + caplog.text


def test_such_an_error_is_counted_and_leaves_the_server_working(stumbling):
    stumbling.post("/v1/predict", json=a_request(SECRET))

    meters = stumbling.get("/metrics").text
    assert 'triage_http_requests_total{method="POST",route="/v1/predict",status="500"} 1.0' in meters


def test_a_real_server_writes_none_of_it_to_its_standard_streams(bundle, tmp_path, capfd):
    """The web server logs, with its message, any exception that an application passes on: none may be."""
    app = create_app(Settings(model=str(bundle), store=f"sqlite:///{tmp_path}/triage.db"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not (server.started and app.state.server.engine):
            time.sleep(0.02)
        engine = app.state.server.engine
        engine.triager = replace(engine.triager, readers=(Stumbles(),))
        port = server.servers[0].sockets[0].getsockname()[1]
        response = httpx.post(f"http://127.0.0.1:{port}/v1/predict", json=a_request(SECRET))
    finally:
        server.should_exit = True
        thread.join()

    written = "".join(capfd.readouterr())
    assert response.status_code == 500
    assert "Zulkarnaen" not in written
    assert "Traceback" not in written
