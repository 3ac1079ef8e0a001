"""The real server as a process of its own on a SQLite store, which is killed without a warning and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

import httpx

from serving.access.api_keys import issue
from serving.casework.office import Office, open_office
from serving.casework.officers import Officer, Right
from serving.settings import Settings
from serving.store.schema import UserRow
from tests.end_to_end.workplace import TRIAGE

PATIENCE_S = 120
_ADMIN = Officer("kepala", "kepala", frozenset(Right))
_RIGHTS = (Right.REVIEW, Right.SECRET, Right.AUDIT, Right.INTAKE)


@dataclass
class ServedStore:
    """A store in a folder, and the server that runs on it, if one does."""

    folder: Path
    bundle: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    address: str = field(default="", init=False)

    @property
    def store(self) -> str:
        return f"sqlite:///{self.folder}/triage.db"

    @property
    def log(self) -> str:
        """What all servers on this store have said."""
        return (self.folder / "serve.txt").read_text(encoding="utf-8", errors="replace")

    @cached_property
    def office(self) -> Office:
        """An office of this process on the same store."""
        return open_office(Settings(store=self.store, audit_key="uji", region="34.04"))

    def keys_of(self, *names: str) -> list[dict[str, str]]:
        """Add officers who may review everything, and return the headers with their keys."""
        with self.office.database.writing() as session:
            session.add_all(_user(name, self.office.now()) for name in names)
        return [{"X-API-Key": issue(self.office, _ADMIN, name, "uji")} for name in names]

    def start(self) -> None:
        """Start a server and wait until it has loaded its model."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        settings = {"TRIAGE_STORE": self.store, "TRIAGE_AUDIT_KEY": "uji", "TRIAGE_REGION": "34.04"}
        command = [str(TRIAGE), "serve", "--model", str(self.bundle), "--port", str(port)]
        with (self.folder / "serve.txt").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, **settings}, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def kill(self) -> None:
        """End the server at once, as a power cut does: it can finish nothing."""
        assert self.process is not None
        assert self.process.poll() is None, "the server ended by itself"
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)
        self.process = None

    def close(self) -> None:
        """End the server, if one runs, and give the store back."""
        self.office.close()
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def client(self) -> httpx.Client:
        """Return a client of the server that runs now."""
        return httpx.Client(base_url=self.address, timeout=60, trust_env=False)

    def _wait(self) -> None:
        assert self.process is not None
        end = time.monotonic() + PATIENCE_S
        with self.client() as client:
            while time.monotonic() < end:
                assert self.process.poll() is None, self.log
                try:
                    answer = client.get("/health/ready")
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if answer.status_code == httpx.codes.OK:
                    assert answer.json()["store"] == "open"
                    return
                time.sleep(0.05)
        raise AssertionError("the server did not become ready")


def _user(name: str, now: datetime) -> UserRow:
    return UserRow(
        id=name, name=name, full_name=name.title(), password=None, subject=None,
        rights=[right.value for right in _RIGHTS], scope="national", scope_agency=None, active=True, language="id",
        made_at=now, failures=0, locked_until=None, last_login_at=None,
    )  # fmt: skip
