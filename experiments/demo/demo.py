"""The demo: train on the bundled sample, register in a local MLflow, make it champion, serve, fill a queue, answer."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from rich.console import Console

SAY = Console(stderr=True, highlight=False)
ROOT = Path(__file__).resolve().parents[2]
CONFIG = Path("experiments/demo/train.yaml")
CHAMPION = "models:/triage@champion"
PATIENCE_S = 120
SAMPLE = Path("data/sample/complaints.jsonl")
QUEUED = 40
OFFICER = "petugas"
COMPLAINT = {
    "title": "Kabel listrik jatuh ke jalan",
    "text": "Kabel PLN putus dan jatuh melintang di jalan kampung, masih memercik api. Anak-anak lewat situ.",
    "channel": "web",
    "region": "34.04",
}


def main() -> int:
    """Do the whole of it; a second run reuses what is there."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=8000)
    arguments.add_argument("--once", action="store_true", help="send one complaint, print the answer, end")
    options = arguments.parse_args()
    os.chdir(ROOT)
    Path("runs").mkdir(exist_ok=True)
    os.environ.setdefault("MLFLOW_TRACKING_URI", "sqlite:///runs/mlflow.db")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("TRIAGE_STORE", "sqlite:///runs/triage.db")
    ensure_champion()
    return answer_once(options.port) if options.once else serve(options.port)


def ensure_champion() -> None:
    """Train and promote, unless the registry has a champion from the same configuration and sample."""
    from models.registry.references import promote, resolve
    from training.config import load_config
    from training.progress import quiet_libraries
    from training.run import finished, train
    from triage.errors import TriageError

    quiet_libraries()
    config = load_config(CONFIG)
    if finished(config) is not None:
        try:
            resolve(CHAMPION)
        except TriageError:
            SAY.print("[bold]›[/] The registry has no champion: training again")
        else:
            SAY.print("[bold]›[/] The champion is there already")
            return
    outcome = train(config, say=lambda line: SAY.print(f"[bold]›[/] {line}"))
    assert outcome.version is not None
    SAY.print(f"[bold]›[/] Registered as {outcome.version}, now {promote(outcome.version, 'champion')}")


def serve(port: int) -> int:
    """Serve until interrupted, with fictitious complaints in the queue and an officer to settle them."""
    password = officer_with_a_new_password()
    server = subprocess.Popen(command(port))
    try:
        wait_until_ready(server, port)
        for complaint in sample():
            admit(complaint, port)
        SAY.print(
            f"[bold]›[/] http://127.0.0.1:{port} predicts; http://127.0.0.1:{port}/review is the officers' queue:"
        )
        SAY.print(f"[bold]›[/] log in as {OFFICER} with {password} (stop with Ctrl-C)")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait(timeout=30)


def answer_once(port: int) -> int:
    """Start the server, send the fictitious complaint, print the JSON answer, stop the server."""
    server = subprocess.Popen(command(port), stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(server, port)
        print(json.dumps(admit({**COMPLAINT, "id": f"demo-{time.time_ns()}"}, port), indent=2, ensure_ascii=False))
        return 0
    finally:
        server.terminate()
        server.wait(timeout=30)


def admit(complaint: dict[str, str], port: int) -> dict[str, object]:
    """Send a complaint to the intake path and return the answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/complaints",
        data=json.dumps(complaint).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        return json.load(response)


def sample() -> list[dict[str, str]]:
    """Return the first complaints of the fictitious sample as the intake path takes them."""
    from serving.engine.intake import PredictRequest

    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()[:QUEUED]]
    return [{name: row[name] for name in PredictRequest.model_fields if name in row} for row in rows]


def officer_with_a_new_password() -> str:
    """Make sure that the demo's officer is there, and return the password that opens the pages this time."""
    from serving.access.accounts import add_user, set_password
    from serving.access.users import find_user
    from serving.casework.office import open_office
    from serving.casework.officers import Right
    from serving.casework.operator import OPERATOR
    from serving.settings import Settings
    from triage.errors import TriageError

    office, password = open_office(Settings()), secrets.token_urlsafe(12)
    try:
        set_password(office, OPERATOR, find_user(office, OPERATOR, OFFICER).id, password)
    except TriageError:
        add_user(office, OPERATOR, OFFICER, "Petugas Demo", password, list(Right))
    office.close()
    return password


def command(port: int) -> list[str]:
    """Return the command that serves the champion."""
    return [sys.executable, "-m", "triage", "serve", "--model", CHAMPION, "--region", "34.04", "--port", str(port)]


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait for /health/ready; end with the server's own message if it gives up."""
    for _ in range(PATIENCE_S * 4):
        if server.poll() is not None:
            sys.exit("The server ended before it was ready; is the port taken? Try: make demo PORT=8001")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    sys.exit(f"The server was not ready within {PATIENCE_S} s; see its messages above.")


if __name__ == "__main__":
    sys.exit(main())
