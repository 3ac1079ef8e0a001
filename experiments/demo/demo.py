"""The demo: train on the bundled sample, register in a local MLflow, make it champion, serve, and answer."""

from __future__ import annotations

import argparse
import json
import os
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
COMPLAINT = {
    "id": "demo-1",
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
    """Serve until interrupted."""
    SAY.print(f"[bold]›[/] http://127.0.0.1:{port} (stop with Ctrl-C)")
    try:
        return subprocess.call(command(port))
    except KeyboardInterrupt:
        return 0


def answer_once(port: int) -> int:
    """Start the server, send the fictitious complaint, print the JSON answer, stop the server."""
    server = subprocess.Popen(command(port), stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(server, port)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/predict",
            data=json.dumps(COMPLAINT).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            print(json.dumps(json.load(response), indent=2, ensure_ascii=False))
        return 0
    finally:
        server.terminate()
        server.wait(timeout=30)


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
