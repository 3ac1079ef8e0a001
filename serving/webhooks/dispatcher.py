"""The thread that sends: it wakes every second, or when poked, and gives each address a thread of its own."""

from __future__ import annotations

import logging
import random
import threading
import time

from serving.casework.office import Office
from serving.settings import Settings
from serving.webhooks.delivery import Courier, deliver_to, webhooks_due
from serving.webhooks.destinations import Destinations
from serving.webhooks.posting import open_client
from triage.errors import TriageError

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0
_PATIENCE_SECONDS = 3.0
_AT_ONCE = 16


def open_courier(settings: Settings) -> Courier:
    """Return what sending takes, with the hosts that the settings allow."""
    return Courier(open_client(), Destinations(settings.webhook_hosts), random.random)


class Dispatcher:
    """Sends what is due until it is stopped; several processes may each have one on the same store.

    An address that is slow or broken keeps its own thread waiting and no other's.
    """

    def __init__(self, office: Office, settings: Settings) -> None:
        self._office = office
        self._courier = open_courier(settings)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._busy: dict[str, threading.Thread] = {}
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to send; once in the life of a dispatcher."""
        self._thread.start()

    def poke(self) -> None:
        """Look now for what is due, rather than within a second."""
        self._wake.set()

    def stop(self) -> None:
        """Send nothing more and return within seconds.

        A call that hangs longer than that is left behind; its message is sent again after its lease.
        """
        self._stopping.set()
        self._wake.set()
        patient_until = time.monotonic() + _PATIENCE_SECONDS
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE_SECONDS)
        for thread in self._busy.values():
            thread.join(max(0.0, patient_until - time.monotonic()))
        self._courier.client.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._look()
            except Exception as problem:  # the store may be back at the next look
                logger.warning("webhooks: cannot look for what is due (%s)", _kind(problem))
            self._wake.wait(_PAUSE_SECONDS)

    def _look(self) -> None:
        """Give every address that has something due, and no thread at work, a thread."""
        self._busy = {webhook: thread for webhook, thread in self._busy.items() if thread.is_alive()}
        with self._office.database.reading() as session:
            webhooks = webhooks_due(session, self._office.now())
        for webhook in webhooks:
            if webhook not in self._busy and len(self._busy) < _AT_ONCE and not self._stopping.is_set():
                thread = threading.Thread(target=self._serve, args=(webhook,), name=f"webhook-{webhook}", daemon=True)
                self._busy[webhook] = thread
                thread.start()

    def _serve(self, webhook: str) -> None:
        try:
            deliver_to(self._office, self._courier, webhook, self._office.now(), lambda: not self._stopping.is_set())
        except Exception as problem:  # one address never stops the others
            logger.warning("webhook %s: cannot deliver (%s)", webhook, _kind(problem))


def _kind(problem: Exception) -> str:
    return problem.code if isinstance(problem, TriageError) else type(problem).__name__
