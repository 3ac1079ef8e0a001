"""How fast the pages and acts of review answer with many items waiting: python -m experiments.benchmarks.review --help"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from experiments.benchmarks.review_store import BUSY, QUIET, TEMPLATES, Intake, crowd, fill
from serving.access.accounts import add_user
from serving.access.api_keys import issue
from serving.casework.office import Office, open_office
from serving.casework.officers import Officer, Right
from serving.settings import Settings

HERE = Path(__file__).parent
GOALS = {"item page": 100, "queue page": 150}
_ADMIN = Officer("kepala", "kepala", frozenset(Right))
_RIGHTS = (Right.REVIEW, Right.SECRET, Right.AUDIT)
_PATIENCE_S = 120

Asked = Callable[[], httpx.Response]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a bundle directory, for the complaints copied")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200, help="of the item page; fewer of the others")
    parser.add_argument("--store", help="an empty store by its URL; by default SQLite in a temporary folder")
    parser.add_argument("--output", type=Path, default=HERE / "review.json")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with TemporaryDirectory() as folder:
        store = options.store or f"sqlite:///{folder}/triage.db"
        result = measure(store, options.model, options.items, options.requests)
    result |= {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{processor()}, {os.cpu_count()} cores, shared, Python {platform.python_version()}",
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "store": store.partition(":")[0],
        "items": options.items,
    }
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    page = report(result)
    options.output.with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


def measure(store: str, model: Path, items: int, requests: int) -> dict[str, Any]:
    """Return the milliseconds of each request, by what was asked, and what the parallel writers were told."""
    office = open_office(Settings(store=store, audit_key="ukur"))
    intake = Intake(office, model)
    cases = [intake.admit(QUIET)[1] for _ in range(TEMPLATES)]
    started = time.perf_counter()
    known = fill(office, cases, items)
    filled = time.perf_counter() - started
    password, few = secrets.token_urlsafe(16), max(requests // 4, 10)
    users = [add_user(office, _ADMIN, f"petugas{at}", f"Petugas {at}", password, _RIGHTS) for at in range(8)]
    keys = [{"X-API-Key": issue(office, _ADMIN, user, "ukur")} for user in users]
    times: dict[str, list[float]] = {}
    with served(store) as address:
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            csrf = log_in(client, "petugas0", password)
            times |= pages(client, csrf, keys[0], random.Random(3).sample(known, min(requests, len(known))), few)
        times["eight writers: next, verdict"], statuses = eight_writers(address, keys, few)
    times |= admissions(office, intake, cases, few)
    office.close()
    return {"filled_s": round(filled, 1), "statuses": statuses, "ms": {name: summed(ms) for name, ms in times.items()}}


def pages(
    client: httpx.Client, csrf: str, key: dict[str, str], items: Sequence[str], few: int
) -> dict[str, list[float]]:
    """Ask for the pages as a browser does, over one connection."""
    times = {
        "item page": timed([lambda item=item: client.get(f"/review/items/{item}") for item in items]),
        "item as JSON": timed([lambda item=item: client.get(f"/v1/reviews/{item}", headers=key) for item in items]),
        "queue page": timed([lambda: client.get("/review")] * few),
        "queue page, overdue": timed([lambda: client.get("/review?overdue=1")] * few),
        "queue as JSON": timed([lambda: client.get("/v1/reviews", headers=key)] * few),
        "counts as JSON": timed([lambda: client.get("/v1/reviews/counts", headers=key)] * few),
    }
    times["take the next"], times["accept, and take the next"] = [], []
    where = ""
    for _ in range(few):
        times["take the next"] += timed([lambda: client.post("/review/next", data={"csrf": csrf})])
    where = client.post("/review/next", data={"csrf": csrf}).headers["location"]
    for _ in range(few):
        took, where = accept(client, csrf, where)
        times["accept, and take the next"].append(took)
    return times


def accept(client: httpx.Client, csrf: str, where: str) -> tuple[float, str]:
    """Accept the item of an address as its page proposes; return the milliseconds, and where the next one is."""
    page = client.get(where).raise_for_status().text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    form = {"csrf": csrf, "act": "accept", "seen": seen[1] if seen else "1"}
    started = time.perf_counter()
    answer = client.post(where.partition("?")[0] + "/verdict", data=form)
    took = 1e3 * (time.perf_counter() - started)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.status_code
    return took, answer.headers["location"]


def eight_writers(address: str, keys: Sequence[dict[str, str]], each: int) -> tuple[list[float], dict[str, int]]:
    """Let all officers take and settle items at once; return the milliseconds of each request, and the statuses."""

    def work(key: dict[str, str]) -> tuple[list[float], Counter[str]]:
        times, statuses = [], Counter[str]()
        with httpx.Client(base_url=address, timeout=60, trust_env=False, headers=key) as client:
            for _ in range(each):
                started = time.perf_counter()
                taken = client.post("/v1/reviews/next")
                times.append(1e3 * (time.perf_counter() - started))
                statuses[str(taken.status_code)] += 1
                started = time.perf_counter()
                item = taken.json().get("item")
                version = client.get(f"/v1/reviews/{item}").json().get("version", 1)
                started = time.perf_counter()
                given = client.post(f"/v1/reviews/{item}/verdicts", json={"act": "accept", "seen": version})
                times.append(1e3 * (time.perf_counter() - started))
                statuses[str(given.status_code)] += 1
        return times, statuses

    with ThreadPoolExecutor(len(keys)) as pool:
        done = list(pool.map(work, keys))
    return [ms for times, _ in done for ms in times], dict(sum((statuses for _, statuses in done), Counter()))


def admissions(office: Office, intake: Intake, cases: Sequence[str], few: int) -> dict[str, list[float]]:
    """Time admission by itself: where nothing else was reported, and where 300 reports must be compared."""
    quiet = [intake.admit(f"32.{number:02d}")[0] for number in range(1, min(few, 18) + 1)]
    crowd(office, list(cases), 300, BUSY)
    return {
        "admission, none to compare": quiet,
        "admission, 300 to compare": [intake.admit(BUSY)[0] for _ in range(few)],
    }


def timed(asked: Sequence[Asked]) -> list[float]:
    """Return the milliseconds of each request; one that fails ends the benchmark."""
    times = []
    for ask in asked:
        started = time.perf_counter()
        answer = ask()
        times.append(1e3 * (time.perf_counter() - started))
        assert answer.status_code < httpx.codes.BAD_REQUEST, answer.status_code
    return times


def summed(ms: Sequence[float]) -> dict[str, float]:
    """Return median, the 95th percentile and the longest."""
    return {
        "n": len(ms),
        "median": round(statistics.median(ms), 1),
        "p95": round(statistics.quantiles(ms, n=20, method="inclusive")[-1], 1),
        "most": round(max(ms), 1),
    }


@contextmanager
def served(store: str) -> Iterator[str]:
    """Serve the store in a process of its own, without a model, and give the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "triage", "serve", "--model", "tidak-ada", "--port", str(port)]
    server = subprocess.Popen(
        command, env={**os.environ, "TRIAGE_STORE": store}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/review/login")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(url: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            if httpx.get(url, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server did not answer")


def log_in(client: httpx.Client, name: str, password: str) -> str:
    """Log in by the form, as a person does, and return the token of the session's forms."""
    token = _csrf(client.get("/review/login").text)
    client.post("/review/login", data={"csrf": token, "name": name, "password": password, "next": "/review"})
    return _csrf(client.get("/review").raise_for_status().text)


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    if found is None:
        raise SystemExit("the page holds no form")
    return found[1]


def report(result: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    first, last = result["load"]
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(result["statuses"].items()))
    lines = [
        f"# Review with {result['items']:,} items waiting",
        "",
        f"Made by `python -m experiments.benchmarks.review` on {result['date']}: {result['machine']}, load {first} before "
        f"and {last} after. Store: {result['store']}, filled in {result['filled_s']:.0f} s. Milliseconds.",
        "Pages and JSON are asked over real HTTP on one kept connection; admission is the act alone, the model has spoken.",
        "",
        "| what | requests | median | 95 of 100 | most | goal (95 of 100) |",
        "|---|---|---|---|---|---|",
    ]
    for what, ms in result["ms"].items():
        figures = f"{ms['median']:.1f} | {ms['p95']:.1f} | {ms['most']:.1f}"
        lines.append(f"| {what} | {ms['n']} | {figures} | {GOALS.get(what, '')} |")
    return "\n".join([*lines, "", f"Eight writers at once were answered {statuses}."]) + "\n"


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


if __name__ == "__main__":
    main()
