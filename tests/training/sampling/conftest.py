"""`triage` as a function that a test can call."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from triage.__main__ import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def triage(monkeypatch, capfd, tmp_path) -> Run:
    """Return `triage` as a function: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["triage", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capfd.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return run
