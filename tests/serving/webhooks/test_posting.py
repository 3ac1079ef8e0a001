"""One call goes to the IP address that was checked, with the certificate checked for the host's name."""

from __future__ import annotations

import httpx
import pytest

from serving.webhooks.destinations import Destinations
from serving.webhooks.posting import Reply, open_client, post
from tests.serving.webhooks.certificates import a_certificate
from tests.serving.webhooks.receivers import a_receiver

HOST = "kait.kantor.example"


def leading_here(*addresses: str) -> Destinations:
    return Destinations((HOST, "lain.kantor.example"), lambda host, port: list(addresses or ("127.0.0.1",)))


@pytest.fixture
def secure(tmp_path):
    """Return a receiver with the certificate of HOST, and a client that trusts it."""
    server, trusting = a_certificate(HOST, tmp_path)
    with a_receiver(server) as receiver, httpx.Client(verify=trusting, trust_env=False) as client:
        yield receiver, client


def url_of(receiver, host: str = HOST) -> str:
    return receiver.url.replace("127.0.0.1", host)


def test_the_host_is_named_in_tls_and_in_the_request_though_the_call_goes_to_an_ip_address(secure):
    receiver, client = secure

    reply = post(client, leading_here(), url_of(receiver) + "kait?a=1", {"webhook-id": "p-1"}, b"{}")

    assert reply == Reply("204", 204)
    assert receiver.received[0].headers["host"] == url_of(receiver).split("/")[2]
    assert receiver.received[0].path == "/kait?a=1"


def test_a_certificate_of_another_host_is_not_trusted(secure):
    receiver, client = secure

    for _ in range(2):
        assert post(client, leading_here(), url_of(receiver), {}, b"{}").taken
        refused = post(client, leading_here(), url_of(receiver, "lain.kantor.example"), {}, b"{}")
        assert refused == Reply("ConnectError")


def test_the_name_is_asked_for_once_so_that_it_cannot_lead_elsewhere_after_the_check(secure):
    receiver, client = secure
    asked = []

    def turning(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    assert post(client, Destinations((HOST,), turning), url_of(receiver), {}, b"{}").taken
    assert asked == [HOST]


def test_the_next_ip_address_is_tried_where_the_first_takes_no_connection(secure):
    receiver, client = secure

    assert post(client, leading_here("127.0.0.2", "127.0.0.1"), url_of(receiver), {}, b"{}").taken
    assert len(receiver.received) == 1


def test_a_proxy_of_the_environment_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")

    with a_receiver() as receiver, open_client() as client:
        assert post(client, Destinations(("127.0.0.1",)), receiver.url, {}, b"{}").taken


def test_whatever_goes_wrong_is_a_reply_and_no_exception():
    def breaks(request: httpx.Request) -> httpx.Response:
        raise RuntimeError("tak terduga")

    with httpx.Client(transport=httpx.MockTransport(breaks)) as client:
        reply = post(client, leading_here(), f"https://{HOST}/", {}, b"{}")

    assert (reply.status, reply.taken, reply.unwell) == ("RuntimeError", False, True)


@pytest.mark.parametrize(("code", "taken", "gone", "unwell"), [
    (200, True, False, False), (202, True, False, False), (304, False, False, False), (400, False, False, False),
    (410, False, True, False), (429, False, False, True), (500, False, False, False), (503, False, False, True),
])  # fmt: skip
def test_what_a_code_means(code, taken, gone, unwell):
    reply = Reply(str(code), code)

    assert (reply.taken, reply.gone, reply.unwell) == (taken, gone, unwell)
