"""A PostgreSQL of the tests' own: begun in a temporary directory, on a socket that only they know, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"
_USER = "triage"


class PostgresMissing(Exception):
    """Why no server could be begun here."""


class Postgres:
    """A running server; every database that it gives is a fresh one."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._given = 0

    def url(self, name: str) -> str:
        """Return the URL of a database as an administrator would set it."""
        return f"postgresql://{_USER}@/{name}?host={quote(str(self._socket), safe='')}"

    def fresh(self, template: str = "template0") -> str:
        """Create a database, a copy of `template`, and return its URL."""
        self._given += 1
        return self.create(f"uji_{self._given}", template)

    def create(self, name: str, template: str = "template0") -> str:
        """Create a database by name and return its URL."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def a_postgres() -> Iterator[Postgres]:
    """Begin a server and stop it at the end.

    Raises:
        PostgresMissing: it isn't installed, or root has no other user to run it as.
    """
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="triage-pg-"))  # a socket's path must be short: pytest's is too long
    prefix = _unprivileged(home)
    data = home / "data"

    def pg_ctl(*words: str) -> None:
        command = [*prefix, str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", "60", *words]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)

    try:
        initdb = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            _USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        subprocess.run([*prefix, *initdb], check=True, cwd=home, stdout=subprocess.DEVNULL)
        options = f"-k {home} -c listen_addresses='' {_FAST}"
        pg_ctl("-l", str(home / "log"), "-o", options, "start")
        try:
            yield Postgres(home)
        finally:
            pg_ctl("-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of the newest installed server's programs."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found is None and not debian:
        raise PostgresMissing("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return Path(found).resolve().parent if found else debian[-1].parent


def _unprivileged(home: Path) -> list[str]:
    """Return what to write before a command so that root doesn't run it: PostgreSQL refuses that."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise PostgresMissing("root may not run PostgreSQL, and there is no setpriv to run it as another user")
    for user in ("postgres", "nobody"):
        try:
            shutil.chown(home, user)
        except LookupError:
            continue
        return ["setpriv", f"--reuid={user}", f"--regid={_group_of(user)}", "--clear-groups"]
    raise PostgresMissing("root may not run PostgreSQL, and there is no user `postgres` or `nobody`")


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
