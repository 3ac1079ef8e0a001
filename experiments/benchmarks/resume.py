"""Kill a training with SIGKILL after its first checkpoint, resume it, and compare it with an unbroken one.

    python -m experiments.benchmarks.resume [CONFIG]

Trains CONFIG (default: resume.yaml) three times: unbroken, killed and resumed, and unbroken with another seed, whose
distance is the noise that the comparison is to be held against. Writes resume.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATIENCE_S = 1800


def main() -> None:
    """Train, kill, resume, compare."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("config", nargs="?", type=Path, default=HERE / "resume.yaml")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        unbroken = trained(options.config, here / "unbroken")
        step = kill_after_first_checkpoint(options.config, here / "broken")
        resumed = trained(options.config, here / "broken")
        other_seed = trained(options.config, here / "seed", "seed=14")
    lines = [
        "# A training that was killed and resumed",
        "",
        f"Made by `python -m experiments.benchmarks.resume` on {datetime.now(UTC).date()} ({options.config.name}):",
        f"the encoder's accuracy on the test part. SIGKILL came right after the checkpoint of step {step}.",
        "",
        "| question | unbroken | killed and resumed | difference | another seed, difference |",
        "|---|---|---|---|---|",
    ]
    for question, value in unbroken.items():
        lines.append(
            f"| {question} | {value:.4f} | {resumed[question]:.4f} | {resumed[question] - value:+.4f} "
            f"| {other_seed[question] - value:+.4f} |"
        )
    page = "\n".join(lines) + "\n"
    (HERE / "resume.md").write_text(page, encoding="utf-8")
    print(page)


def command(config: Path, output: Path, *settings: str) -> list[str]:
    """Return the training's command line; nothing is registered."""
    given = (f"output={output}", "tracking.register_model=false", *settings)
    return [sys.executable, "-m", "triage", "train", str(config), *(part for one in given for part in ("--set", one))]


def environment(output: Path) -> dict[str, str]:
    """Return the environment with a tracking store of its own."""
    output.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "MLFLOW_TRACKING_URI": f"sqlite:///{output}/mlflow.db"}


def trained(config: Path, output: Path, *settings: str) -> dict[str, float]:
    """Train to the end and return the encoder's accuracy by question."""
    done = subprocess.run(
        command(config, output, *settings), env=environment(output), check=True, capture_output=True, text=True
    )
    bundle = Path(done.stdout.strip().splitlines()[-1])
    metrics: dict[str, Any] = json.loads((bundle / "metrics.json").read_text(encoding="utf-8"))["encoder"]
    shutil.rmtree(bundle)
    return {question: figures["accuracy"] for question, figures in metrics.items()}


def kill_after_first_checkpoint(config: Path, output: Path) -> int:
    """Start a training, kill it with SIGKILL once a checkpoint is whole, and return the checkpoint's step."""
    with tempfile.TemporaryFile() as sink:
        process = subprocess.Popen(command(config, output), env=environment(output), stdout=sink, stderr=sink)
        for _ in range(PATIENCE_S * 10):
            whole = sorted(output.glob("*/checkpoints/checkpoint-*/trainer_state.json"))
            if whole or process.poll() is not None:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    return int(whole[0].parent.name.partition("-")[2])


if __name__ == "__main__":
    main()
