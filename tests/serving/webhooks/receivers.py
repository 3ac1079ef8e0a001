"""A receiver of webhooks on this machine: it keeps what came and answers what a test tells it to."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

Answer = Callable[["Received"], int]


@dataclass(frozen=True)
class Received:
    """One call as it came; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """`answer` gives the status for each call; a status of 0 hangs up without an answer."""

    url: str = ""
    answer: Answer = lambda received: 204
    received: list[Received] = field(default_factory=list)
    location: str = ""

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.received]


@contextmanager
def a_receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Listen on a free port of 127.0.0.1 until the end of the block."""
    receiver, lock = Receiver(), Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            one = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            with lock:
                receiver.received.append(one)
            status = receiver.answer(one)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            if receiver.location:
                self.send_header("location", receiver.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
