"""One HTTP call to an address: to the very IP address that was checked, following nothing, reading no answer's body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from serving.store.schema import EventRow
from serving.webhooks.destinations import Destinations
from triage import __version__
from triage.errors import TriageError

_TIMEOUT = httpx.Timeout(10.0)
_GONE = 410
_UNWELL = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one call: `status` is the answer's code, or the kind of what went wrong."""

    status: str
    code: int | None = None

    @property
    def taken(self) -> bool:
        return self.code is not None and httpx.codes.is_success(self.code)

    @property
    def gone(self) -> bool:
        """Whether the receiver wants nothing more, ever."""
        return self.code == _GONE

    @property
    def unwell(self) -> bool:
        """Whether the receiver as a whole seems to be down, so that others of its messages had better wait."""
        return self.code is None or self.code in _UNWELL


def open_client() -> httpx.Client:
    """Return a client for webhooks: no proxies of the environment, no redirects, ten seconds for each step."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)


def body_of(event: EventRow) -> bytes:
    """Return an event as it is sent, the same bytes each time: `type`, `timestamp` and `data`."""
    told: dict[str, Any] = {"type": event.type, "timestamp": event.happened_at.isoformat(), "data": event.payload}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def post(client: httpx.Client, destinations: Destinations, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Send once and say what came of it; nothing that an address does is raised."""
    try:
        parsed, addresses = destinations.addresses(url)
        return _first_reached(client, parsed, addresses, headers, body)
    except TriageError as refused:
        return Reply(refused.code)
    except Exception as problem:  # whatever one address causes must not stop the others
        return Reply(type(problem).__name__)


def _first_reached(
    client: httpx.Client, url: httpx.URL, addresses: list[str], headers: Mapping[str, str], body: bytes
) -> Reply:
    """Try the IP addresses in turn until one takes the connection."""
    for address in addresses[:-1]:
        try:
            return _post_to(client, url, address, headers, body)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return _post_to(client, url, addresses[-1], headers, body)


def _post_to(client: httpx.Client, url: httpx.URL, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
    sent = {
        **headers,
        "host": url.netloc.decode("ascii"),
        "content-type": "application/json",
        "user-agent": f"triage-webhooks/{__version__}",
        # A kept connection was checked for another name's certificate.
        "connection": "close",
    }
    # The name goes into TLS, so that the certificate is checked for it and not for the IP address.
    extensions = {"sni_hostname": url.raw_host.decode("ascii")} if url.scheme == "https" else {}
    request = client.build_request(
        "POST", url.copy_with(host=address), content=body, headers=sent, extensions=extensions
    )
    answer = client.send(request, stream=True, follow_redirects=False)
    answer.close()
    return Reply(str(answer.status_code), answer.status_code)
