"""MLflow's own server runs a registered version by itself."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

PATIENCE_S = 240
COMPLAINTS = [
    ["Lampu jalan di depan balai desa padam sejak tiga malam lalu.", "Lampu padam", "34.04"],
    ["Obat untuk ibu saya di puskesmas habis sejak pekan lalu.", None, None],
]


@pytest.fixture
def address(place):
    """Serve the champion with `mlflow models serve` and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("mlflow")), "models", "serve", "--env-manager", "local"]
    command += ["--model-uri", "models:/triage@champion", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**place.environment, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with (place.folder / "serve.txt").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=place.folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(server, f"http://127.0.0.1:{port}/ping")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(PATIENCE_S * 2):
        assert server.poll() is None, "mlflow models serve ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("mlflow models serve did not answer")


@pytest.mark.full
def test_mlflow_serves_the_champion_and_answers_a_table_of_complaints(address):
    payload = {"dataframe_split": {"columns": ["text", "title", "region"], "data": COMPLAINTS}}
    request = urllib.request.Request(
        f"{address}/invocations", data=json.dumps(payload).encode(), headers={"Content-Type": "application/json"}
    )

    with urllib.request.urlopen(request, timeout=60) as response:
        rows = json.load(response)["predictions"]

    assert len(rows) == 2
    for row in rows:
        assert {"kind", "category", "urgency", "role", "agency", "agency_probability", "action"} <= set(row)
        assert 0.0 <= row["agency_probability"] <= 1.0
    assert rows[0]["agency"].split(":")[-1].startswith("34") or rows[0]["agency"].startswith("pusat")
