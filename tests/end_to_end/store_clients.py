"""Clients of a server that may die at any moment; they write down what it has acknowledged, and nothing else."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.end_to_end.served_store import ServedStore
from tests.serving.requests import a_request

HEALTH = "kabkota.kesehatan:34.04"
ANSWER = {"agency": HEALTH, "category": "kesehatan", "urgency": "sedang", "kind": "pengaduan_non_pengawasan"}
_THINGS = ("Lampu jalan", "Air ledeng", "Obat puskesmas", "Pohon tumbang", "Antrean loket", "Sampah pasar")
_PLACES = ("depan balai desa", "dekat sekolah", "di gang lima", "belakang terminal", "seberang masjid")


@dataclass
class Acknowledged:
    """What clients were told by an answer of 2xx, and how often each other status came."""

    complaints: dict[str, dict[str, Any]] = field(default_factory=dict)
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Verdict → item and case."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """Outcome → case."""
    statuses: Counter[int] = field(default_factory=Counter)


def a_numbered(id_: str) -> dict[str, Any]:
    """Return a complaint that is made from its id alone; every second one is secret, so that it waits for a person."""
    number = int(id_.rpartition("-")[2])
    thing, place = _THINGS[number % len(_THINGS)], _PLACES[number // 2 % len(_PLACES)]
    text = f"{thing} {place} bermasalah sejak {number % 27 + 2} hari, warga mohon diperiksa petugas."
    return a_request(text, id=id_, region="34.04", is_secret=number % 2 == 0)


def send_complaints(client: httpx.Client, known: Acknowledged, ids: Iterator[str]) -> None:
    """Send complaints until the ids or the server come to their end."""
    for id_ in ids:
        answer = client.post("/v1/complaints", json=a_numbered(id_))
        known.statuses[answer.status_code] += 1
        if answer.is_success:
            known.complaints[id_] = answer.json()


def settle_all(client: httpx.Client, known: Acknowledged, key: dict[str, str], stop: threading.Event) -> None:
    """Take items and settle them until nothing waits once `stop` is set; tell of each that it was answered."""
    while True:
        taken = client.post("/v1/reviews/next", headers=key)
        known.statuses[taken.status_code] += 1
        item = taken.json()["item"] if taken.is_success else None
        if item is not None:
            _settle(client, known, key, item)
        elif stop.is_set():
            return
        else:
            stop.wait(0.02)


def _settle(client: httpx.Client, known: Acknowledged, key: dict[str, str], item: str) -> None:
    seen = client.get(f"/v1/reviews/{item}", headers=key)
    known.statuses[seen.status_code] += 1
    if not seen.is_success:
        return
    case = seen.json()["case"]
    verdict = {"act": "change", "seen": seen.json()["version"], "answer": ANSWER}
    given = client.post(f"/v1/reviews/{item}/verdicts", headers=key, json=verdict)
    known.statuses[given.status_code] += 1
    if not given.is_success:
        return
    known.verdicts[given.json()["verdict"]] = item, case
    outcome = {"case": case, "event": "answered", "happened_at": datetime.now(UTC).isoformat(), "agency": HEALTH}
    told = client.post("/v1/outcomes", headers=key, json=outcome)
    known.statuses[told.status_code] += 1
    if told.is_success:
        known.outcomes[told.json()["outcome"]] = case


@contextmanager
def busy(
    place: ServedStore, known: Acknowledged, keys: list[dict[str, str]], ids: list[Iterator[str]]
) -> Iterator[None]:
    """Let one thread a stream of ids send complaints, and one a key settle them, until the server is gone."""
    stop = threading.Event()

    def until_it_dies(act: Any, *given: Any) -> None:
        with (
            suppress(httpx.TransportError),
            place.client() as client,
        ):  # what it did not acknowledge is not written down
            act(client, known, *given)

    threads = [threading.Thread(target=until_it_dies, args=(send_complaints, stream)) for stream in ids]
    threads += [threading.Thread(target=until_it_dies, args=(settle_all, key, stop)) for key in keys]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads[: len(ids)]:
            thread.join()
        stop.set()
        for thread in threads[len(ids) :]:
            thread.join()
