"""The calls to LAPOR API 3.0: dispose, reject, fetch what is new; trying again is the outbox's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import quote

import httpx

from serving.lapor.errors import BrokenTicket, LaporRefused, LaporUnreachable, OpenLine, UnreadableAnswer
from serving.lapor.fields import LaporDisposition, LaporTicket
from serving.lapor.intake import read_ticket
from serving.lapor.wire import Call, LaporWire, TicketCall


@dataclass(frozen=True, slots=True)
class Fetched:
    """The new tickets that could be read, and what was wrong with each of the others."""

    tickets: tuple[LaporTicket, ...]
    broken: tuple[BrokenTicket, ...]


class LaporClient:
    """One connection to one LAPOR installation. One call is one request: nothing is sent twice, nor elsewhere.

    All calls raise LaporUnreachable where no answer came, and LaporRefused for any answer but success, a redirect
    included. No error carries what was sent or answered. A proxy, or a certificate authority of one's own, is given
    as `transport` (`httpx.HTTPTransport(proxy=…, verify=…)`): no environment variable is read.
    """

    def __init__(
        self, base_url: str, token: str, wire: LaporWire, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Prepare the connection; nothing is sent yet.

        Raises:
            OpenLine: `base_url` is http to another machine.
        """
        _check_encrypted(base_url)
        self._wire = wire
        self._http = httpx.Client(
            base_url=base_url,
            headers={wire.token.header: wire.token.prefix + token, "Accept": "application/json"},
            timeout=wire.timeout_seconds,
            follow_redirects=False,  # a token and a disposition go to the address that was given, and to no other
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def dispose(self, ticket: str, disposition: LaporDisposition) -> None:
        """Send a ticket to the agency of `disposition`."""
        self._send("dispose", _about(self._wire.dispose, ticket), self._fields(disposition))

    def reject(self, ticket: str, disposition: LaporDisposition) -> None:
        """Give a ticket back as not ours (`not_authority`), with the right agency."""
        self._send("reject", _about(self._wire.reject, ticket), self._fields(disposition))

    def fetch_new(self, since: datetime) -> Fetched:
        """Return the tickets that came in since a moment (aware); a ticket that can't be read hinders no other.

        Raises:
            UnreadableAnswer: the answer has no list of tickets where wire.yaml says it has.
        """
        moment = since.astimezone(self._wire.names.zone).isoformat(timespec="seconds")
        answer = self._send("new", self._wire.new, {self._wire.new.since: moment})
        listed = answer.get(self._wire.new.tickets)
        if not isinstance(listed, list):
            raise UnreadableAnswer(call="new", problem=f"no list at `{self._wire.new.tickets}`")
        tickets: list[LaporTicket] = []
        broken: list[BrokenTicket] = []
        for payload in listed:
            try:
                tickets.append(read_ticket(payload if isinstance(payload, dict) else {}, self._wire.names))
            except BrokenTicket as problem:
                broken.append(problem)
        return Fetched(tuple(tickets), tuple(broken))

    def _fields(self, disposition: LaporDisposition) -> dict[str, Any]:
        fields: dict[str, Any] = dict(disposition.fields())
        if self._wire.body == "form" and self._wire.lists == "brackets":
            return {f"{name}[]" if isinstance(value, list) else name: value for name, value in fields.items()}
        return fields

    def _send(self, call: str, to: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
        place = "query" if to.method == "GET" else self._wire.body
        request = self._http.build_request(
            to.method,
            to.path,
            params=fields if place == "query" else None,
            data=fields if place == "form" else None,
            json=fields if place == "json" else None,
        )
        try:
            answer = self._http.send(request)
        except httpx.HTTPError as problem:
            failure = type(problem).__name__
        else:
            return self._read(call, answer)
        raise LaporUnreachable(call=call, problem=failure)

    def _read(self, call: str, answer: httpx.Response) -> dict[str, Any]:
        """Return the answer's fields, none if it has no JSON object and none is looked for."""
        if not answer.is_success:
            raise LaporRefused(call=call, got=answer.status_code)
        try:
            body = answer.json()
        except ValueError:
            body = None
        fields: dict[str, Any] = body if isinstance(body, dict) else {}
        yes = self._wire.accepted
        if yes is not None and yes.field not in fields:
            raise UnreadableAnswer(call=call, problem=f"no field `{yes.field}`")
        if yes is not None and fields[yes.field] != yes.value:
            raise LaporRefused(call=call, got=answer.status_code)
        return fields


def _about(call: TicketCall, ticket: str) -> Call:
    """Return a call with its ticket in the path; an id can't lead out of its place there."""
    if ticket in ("", ".", ".."):
        raise BrokenTicket(ticket=ticket or "without an id", problem="its id cannot stand in a path")
    return Call(method=call.method, path=call.path.replace("{ticket}", quote(ticket, safe="")))


def _check_encrypted(base_url: str) -> None:
    url = httpx.URL(base_url)
    if url.scheme != "https" and not (url.scheme == "http" and _is_this_machine(url.host)):
        raise OpenLine(got=f"{url.scheme}://{url.host}")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
