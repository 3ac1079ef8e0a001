"""A local server that plays LAPOR's part from a recording, and takes nothing that is not in it word for word."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from triage.errors import BrokenCatalog

_NOT_IN_THE_RECORDING = 599


class RecordedRequest(BaseModel):
    """What LAPOR must be sent: the path with its query, each header that matters (lower case), the body as text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str
    path: str
    headers: dict[str, str]
    body: str


class RecordedAnswer(BaseModel):
    """What LAPOR answers to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: int
    headers: dict[str, str]
    body: str


class Exchange(BaseModel):
    """One line of a recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request: RecordedRequest
    answer: RecordedAnswer


class ContractBroken(AssertionError):
    """The caller did not do what the recording shows; a test fails with it."""


def read_recording(path: Path) -> tuple[Exchange, ...]:
    """Read a recording: JSON lines of `Exchange`, in the order in which the calls are made.

    Raises:
        BrokenCatalog: a line does not follow the schema.
    """
    exchanges: list[Exchange] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            exchanges.append(Exchange.model_validate_json(line))
        except ValueError as problem:
            raise BrokenCatalog(file=path.name, problem=f"line {number} is no exchange") from problem
    return tuple(exchanges)


@contextmanager
def replaying(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """Serve a recording on a free port of this machine, and give its base URL.

    Each request is held against the next exchange: method, path with query, body, and every header that the recording
    lists must be equal; else the caller is answered 599, and the block ends with an error.

    Raises:
        ContractBroken: at the block's end, if a request differed, came unasked, or never came.
    """
    server = _Replay(tuple(exchanges))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    except BaseException as failure:
        for told in server.broken:
            failure.add_note(told)
        raise
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    if broken := [*server.broken, *server.left_over()]:
        raise ContractBroken("; ".join(broken))


class _Replay(HTTPServer):
    def __init__(self, exchanges: tuple[Exchange, ...]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.exchanges = exchanges
        self.played = 0
        self.broken: list[str] = []

    def answer_to(self, method: str, path: str, headers: Mapping[str, str], body: str) -> RecordedAnswer:
        """Return what the recording answers, or say no and note why."""
        if self.played == len(self.exchanges):
            return self._refuse(f"{method} {path} came after the end of the recording")
        exchange = self.exchanges[self.played]
        self.played += 1
        wanted = exchange.request
        got = {"method": method, "path": path, "body": body}
        got |= {f"header {name}": headers.get(name.lower(), "") for name in wanted.headers}
        right = {"method": wanted.method, "path": wanted.path, "body": wanted.body}
        right |= {f"header {name}": value for name, value in wanted.headers.items()}
        wrong = [f"{part} is {got[part]!r}, recorded {right[part]!r}" for part in right if got[part] != right[part]]
        return self._refuse(f"request {self.played}: {', '.join(wrong)}") if wrong else exchange.answer

    def left_over(self) -> list[str]:
        """Return which recorded requests never came."""
        return [f"{one.request.method} {one.request.path} never came" for one in self.exchanges[self.played :]]

    def _refuse(self, why: str) -> RecordedAnswer:
        self.broken.append(why)
        return RecordedAnswer(status=_NOT_IN_THE_RECORDING, headers={}, body="")


class _Handler(BaseHTTPRequestHandler):
    server: _Replay

    def _play(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answer_to(self.command, self.path, headers, self.rfile.read(length).decode())
        body = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = _play  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing: a request's path holds a ticket."""
