"""How fast and how big the server is with a bundle, beside the bare ONNX session on the same texts."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.bundle import layout
from models.runtime.scorer import open_session

_PATIENCE_S = 300


@dataclass(frozen=True)
class Served:
    """Latencies in milliseconds over `n` requests, one after another; memory of the process in MiB."""

    n: int
    errors: int
    median_ms: float
    p95_ms: float
    memory_mib: float
    ready_s: float
    actions: dict[str, int]


def measure_server(bundle: Path, region: str | None, texts: list[str]) -> Served:
    """Start the server on a bundle, send each text once over HTTP, and stop it."""
    port = _free_port()
    command = [sys.executable, "-m", "triage", "serve", "--model", str(bundle), "--port", str(port)]
    started = time.perf_counter()
    server = subprocess.Popen([*command, *(["--region", region] if region else [])], stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait(client, server)
            ready = time.perf_counter() - started
            latencies, answers, errors = [], [], 0
            for text in texts:
                before = time.perf_counter()
                response = client.post("/v1/predict", json={"text": text})
                latencies.append((time.perf_counter() - before) * 1000)
                errors += response.status_code != httpx.codes.OK
                answers.append(response.json().get("decision", {}).get("action", "error"))
            memory = _memory_mib(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=60)
    actions = {action: answers.count(action) for action in sorted(set(answers))}
    return Served(len(texts), errors, *_quantiles(latencies), memory, ready, actions)


def measure_bare_session(bundle: Path, texts: list[str]) -> dict[str, float]:
    """Run the int8 session alone, one thread, on the same texts already tokenised; latencies in milliseconds."""
    recipe = Recipe.load(bundle / layout.RECIPE)
    tokenizer = TextTokenizer.open(bundle / layout.TOKENIZER, recipe)
    session = open_session(bundle / layout.ONNX_INT8, threads=1)
    latencies = []
    for tokens in tokenizer([recipe.safe_text(text) for text in texts]):
        ids = np.array([tokens.ids], dtype=np.int64)
        feed: dict[str, Any] = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        before = time.perf_counter()
        session.run(["logits"], feed)
        latencies.append((time.perf_counter() - before) * 1000)
    median, p95 = _quantiles(latencies)
    return {"median_ms": median, "p95_ms": p95}


def _quantiles(latencies: list[float]) -> tuple[float, float]:
    return float(np.median(latencies)), float(np.percentile(latencies, 95))


def _wait(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_PATIENCE_S * 5):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it was ready")
        try:
            if client.get("/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError(json.dumps(client.get("/health/ready").json()))


def _memory_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
