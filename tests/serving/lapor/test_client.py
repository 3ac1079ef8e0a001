"""The recorded contract: what is sent to LAPOR word for word, and what is made of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest

from serving.lapor.client import LaporClient
from serving.lapor.errors import BrokenTicket, LaporRefused, LaporUnreachable, OpenLine, UnreadableAnswer
from serving.lapor.intake import complaint_of
from serving.lapor.replay import read_recording, replaying
from serving.lapor.wire import LaporWire
from tests.serving.lapor.worlds import HEALTH, MINISTRY, RECORDINGS, WATER, a_disposition, the_maps, the_wire
from triage.errors import TriageError

TOKEN = "token-uji"
SEVEN_IN_THE_MORNING = datetime(2026, 3, 9, 0, 0, tzinfo=UTC)
A_DISPOSITION = a_disposition(copies=(HEALTH, MINISTRY), anonymous=True, urgency="tinggi")


@contextmanager
def lapor(recording: str, **wire: object) -> Iterator[LaporClient]:
    """Give a client of a LAPOR that plays a recording."""
    spoken = LaporWire.model_validate({**dict(the_wire()), **wire})
    with (
        replaying(read_recording(RECORDINGS / recording)) as base_url,
        LaporClient(base_url, TOKEN, spoken) as client,
    ):
        yield client


def test_new_tickets_come_in_and_their_dispositions_go_out_as_recorded() -> None:
    with lapor("fetch_dispose_reject.jsonl") as client:
        fetched = client.fetch_new(SEVEN_IN_THE_MORNING)
        traffic_light, water = fetched.tickets
        client.dispose(traffic_light.ticket, A_DISPOSITION)
        refusal = complaint_of(water, the_maps())
        right = a_disposition(
            agency=WATER, category="kesehatan", region=refusal.region, secret=True, refused=True, refused_by=(HEALTH,)
        )
        client.reject(water.ticket, right)

    assert refusal.refused_by == (HEALTH,)
    assert [str(one.fields["ticket"]) for one in fetched.broken] == ["LPR-0003"]  # it does not say if it is secret


def test_a_disposition_may_go_as_json() -> None:
    with lapor("dispose_as_json.jsonl", body="json", accepted=None) as client:
        client.dispose("LPR-0001", A_DISPOSITION)


def test_a_form_may_repeat_the_name_of_a_list() -> None:
    with lapor("dispose_repeating.jsonl", lists="repeat", accepted=None) as client:
        client.dispose("LPR-0001", A_DISPOSITION)


def test_a_refusal_is_told_by_its_status_and_repeats_nothing_that_lapor_said() -> None:
    statuses = []
    with lapor("refusals.jsonl") as client:
        for _ in range(6):
            with pytest.raises(LaporRefused) as refused:
                client.dispose("LPR-0001", A_DISPOSITION)
            statuses.append(refused.value.status)
            assert_says_nothing_of(refused.value, "Lampu", TOKEN, "tidak dikenal")

    assert statuses == [401, 422, 429, 503, 302, 200]


@pytest.mark.parametrize("failure", [httpx.ConnectError("Lampu"), httpx.ReadTimeout("Lampu"), httpx.ReadError("Lampu")])
def test_no_answer_is_told_apart_from_a_refusal(failure: httpx.HTTPError) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    with a_client(httpx.MockTransport(fail)) as client, pytest.raises(LaporUnreachable) as told:
        client.dispose("LPR-0001", A_DISPOSITION)

    assert_says_nothing_of(told.value, "Lampu", TOKEN)


def test_one_call_is_one_request_since_the_outbox_tries_again() -> None:
    calls = []

    def busy(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(503)

    with a_client(httpx.MockTransport(busy)) as client, pytest.raises(LaporRefused):
        client.dispose("LPR-0001", A_DISPOSITION)

    assert len(calls) == 1


@pytest.mark.parametrize(
    "body", ["", "<html>Lampu mati</html>", "[]", '{"success": true}', '{"success": true, "data": {}}']
)
def test_an_answer_that_is_not_as_agreed_is_told_without_its_text(body: str) -> None:
    answering = httpx.MockTransport(lambda _: httpx.Response(200, text=body))
    with a_client(answering) as client, pytest.raises(UnreadableAnswer) as told:
        client.fetch_new(SEVEN_IN_THE_MORNING)

    assert_says_nothing_of(told.value, "Lampu")


def test_something_that_is_no_ticket_hinders_no_other() -> None:
    body = {"success": True, "data": ["Lampu mati", None, {"id": "LPR-9"}]}
    with a_client(httpx.MockTransport(lambda _: httpx.Response(200, json=body))) as client:
        fetched = client.fetch_new(SEVEN_IN_THE_MORNING)

    assert fetched.tickets == ()
    assert len(fetched.broken) == 3
    for told in fetched.broken:
        assert_says_nothing_of(told, "Lampu")


@pytest.mark.parametrize("ticket", ["a/../../admin", "1?x=1", "1#x", "a b"])
def test_a_tickets_id_cannot_lead_out_of_its_place_in_the_path(ticket: str) -> None:
    paths = []

    def note(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path.decode())
        return httpx.Response(200, json={"success": True})

    with a_client(httpx.MockTransport(note)) as client:
        client.dispose(ticket, A_DISPOSITION)

    assert paths[0].startswith("/tiket/")
    assert paths[0].endswith("/disposisi")
    assert paths[0].count("/") == 3
    assert "?" not in paths[0]


@pytest.mark.parametrize("ticket", ["", ".", ".."])
def test_an_id_that_is_a_step_in_a_path_is_not_sent(ticket: str) -> None:
    with a_client(httpx.MockTransport(lambda _: httpx.Response(200))) as client, pytest.raises(BrokenTicket):
        client.dispose(ticket, A_DISPOSITION)


@pytest.mark.parametrize("base_url", ["http://lapor.contoh.id", "http://10.0.0.7:8000", "ftp://lapor.contoh.id"])
def test_no_token_goes_over_an_open_line(base_url: str) -> None:
    with pytest.raises(OpenLine):
        LaporClient(base_url, TOKEN, the_wire())


@pytest.mark.parametrize("base_url", ["https://lapor.contoh.id/api", "http://localhost:8000", "http://[::1]:8000"])
def test_https_and_this_machine_are_taken(base_url: str) -> None:
    LaporClient(base_url, TOKEN, the_wire()).close()


def a_client(transport: httpx.BaseTransport) -> LaporClient:
    return LaporClient("https://lapor.contoh.id", TOKEN, the_wire(), transport)


def assert_says_nothing_of(told: TriageError, *words: str) -> None:
    chain: list[BaseException] = [told]
    while (before := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(before)
    for word in words:
        assert all(word not in f"{one} {vars(one)}" for one in chain)
