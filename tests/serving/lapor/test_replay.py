"""The replay takes what is in the recording, word for word and in its order, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from serving.lapor.replay import ContractBroken, Exchange, read_recording, replaying
from tests.serving.lapor.worlds import RECORDINGS
from triage.errors import BrokenCatalog


def an_exchange(**known: Any) -> Exchange:
    request = {"method": "POST", "path": "/tiket/1?a=1", "headers": {"x-uji": "ya"}, "body": "a=1", **known}
    return Exchange.model_validate(
        {"request": request, "answer": {"status": 201, "headers": {"X-A": "b"}, "body": "ok"}}
    )


def send(base_url: str, **known: Any) -> httpx.Response:
    request = {
        "method": "POST",
        "url": f"{base_url}/tiket/1?a=1",
        "headers": {"X-Uji": "ya"},
        "content": "a=1",
        **known,
    }
    return httpx.request(**request, trust_env=False)


def test_the_recorded_request_gets_the_recorded_answer() -> None:
    with replaying([an_exchange()]) as base_url:
        answer = send(base_url)

    assert (answer.status_code, answer.headers["X-A"], answer.text) == (201, "b", "ok")


@pytest.mark.parametrize(
    ("recorded", "part"),
    [
        ({"method": "PUT"}, "method"),
        ({"path": "/tiket/1?a=2"}, "path"),
        ({"headers": {"x-uji": "tidak"}}, "header x-uji"),
        ({"headers": {"authorization": "Bearer t"}}, "header authorization"),
        ({"body": "a=2"}, "body"),
    ],
)
def test_any_difference_breaks_the_contract_and_is_named(recorded: dict[str, Any], part: str) -> None:
    with pytest.raises(ContractBroken, match=part), replaying([an_exchange(**recorded)]) as base_url:
        assert send(base_url).status_code == 599


def test_a_request_beyond_the_recording_breaks_it() -> None:
    def send_twice() -> None:
        with replaying([an_exchange()]) as base_url:
            send(base_url)
            send(base_url)

    with pytest.raises(ContractBroken, match="after the end"):
        send_twice()


def test_a_request_that_never_came_breaks_it() -> None:
    with pytest.raises(ContractBroken, match="never came"), replaying([an_exchange()]):
        pass


def test_a_failure_of_the_caller_is_told_with_what_was_different() -> None:
    def send_and_fail() -> None:
        with replaying([an_exchange(body="a=2")]) as base_url:
            send(base_url)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as failed:
        send_and_fail()

    assert "body" in failed.value.__notes__[0]


def test_a_line_that_is_no_exchange_is_refused_by_its_number(tmp_path: Path) -> None:
    recording = tmp_path / "rekaman.jsonl"
    recording.write_text(an_exchange().model_dump_json() + '\n{"request": {}}\n', encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"rekaman\.jsonl.*line 2"):
        read_recording(recording)


@pytest.mark.parametrize("recording", sorted(RECORDINGS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_recording_follows_the_schema(recording: Path) -> None:
    assert read_recording(recording)
