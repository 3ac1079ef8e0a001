"""Triage on worker threads with a bounded queue: a full queue answers at once instead of making all wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from features.readers import READERS
from models.bundle.open import OpenBundle, open_bundle
from models.registry.references import resolve
from serving.engine.errors import EngineOverloaded
from serving.settings import Settings
from triage.calendar import Calendar
from triage.complaint import Complaint
from triage.directory import load_directory
from triage.emergency import load_emergency
from triage.policy import Policy, load_policy
from triage.router import make_router
from triage.triager import Triage, Triager

_WARM_UP = "Lampu jalan di depan balai desa padam sejak tiga malam lalu, mohon diperbaiki."


class Engine:
    """A bundle and its triager, shared by `workers` threads; ONNX Runtime runs one text per thread."""

    def __init__(self, bundle: OpenBundle, triager: Triager, workers: int, queue: int) -> None:
        self.bundle = bundle
        self.triager = triager
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="triage")
        self._free = threading.BoundedSemaphore(queue)
        self._queue = queue

    async def triage(self, complaints: Sequence[Complaint], policy: Policy | None = None) -> list[Triage]:
        """Return one triage per complaint, in order; each complaint is its own job.

        `policy` takes the place of the engine's own, as when somebody pressed the stop button.

        Raises:
            EngineOverloaded: so many complaints are waiting that these have no room.
        """
        self._take(len(complaints))
        now = datetime.now(UTC)
        triager = self.triager if policy is None else replace(self.triager, policy=policy)
        jobs = [self._threads.submit(_one, triager, complaint, now) for complaint in complaints]
        for job in jobs:
            job.add_done_callback(lambda _: self._free.release())  # also when the caller went away before it ran
        return list(await asyncio.gather(*map(asyncio.wrap_future, jobs)))

    def warm_up(self) -> None:
        """Run one fictitious complaint through every step, so that the first real one does not wait."""
        now = datetime.now(UTC)
        self.triager([Complaint("warm-up", _WARM_UP, now, region=self.triager.router.tenant)], now)

    def close(self) -> None:
        """Let running jobs finish and stop the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _take(self, places: int) -> None:
        for taken in range(places):
            if not self._free.acquire(blocking=False):
                for _ in range(taken):
                    self._free.release()
                raise EngineOverloaded(got=places, allowed=self._queue)


def _one(triager: Triager, complaint: Complaint, now: datetime) -> Triage:
    return triager([complaint], now)[0]


def make_triager(bundle: OpenBundle, settings: Settings) -> Triager:
    """Return the triager of a deployment: its directory, policy, emergency contacts, region and audit key."""
    directory = load_directory(settings.directory)
    return Triager(
        predictor=bundle.predictor,
        router=make_router(directory, settings.region),
        policy=load_policy(settings.policy),
        emergency=load_emergency(settings.emergency, directory.roles),
        calendar=Calendar.indonesia(),
        readers=READERS,
        audit_key=settings.audit_key.get_secret_value().encode(),
    )


def open_engine(settings: Settings) -> Engine:
    """Fetch, check and open the model that the settings name, and run it once.

    Raises:
        TriageError: the model, the policy or an overlay can't be used; the error says how to mend it.
    """
    bundle = open_bundle(resolve(settings.model, settings.cache))
    engine = Engine(bundle, make_triager(bundle, settings), settings.workers, settings.queue)
    engine.warm_up()
    return engine
