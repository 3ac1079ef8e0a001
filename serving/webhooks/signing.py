"""Signing what is sent, so that a receiver knows who sent it and that nobody changed it or sends it again later.

Source: Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over id, timestamp and body.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks import Webhook

_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that a receiver checks signatures with; `until` is when a replaced one stops being used."""

    text: str
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Return whether messages are still signed with it."""
        return self.until is None or now < self.until


def new_secret(key: bytes) -> Secret:
    """Return a secret made of random bytes (24 to 64 of them), as receivers of Standard Webhooks take it."""
    return Secret(_PREFIX + b64encode(key).decode())


def signed_headers(secrets: Sequence[Secret], event: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """Return the three headers; one signature for each secret that holds, so that a change of secrets loses nothing.

    `event` is the same each time a message is sent again: receivers know doubles by it.
    """
    moment = sent_at.astimezone(UTC)
    signatures = [Webhook(secret.text).sign(event, moment, body.decode()) for secret in secrets if secret.holds(moment)]
    return {
        "webhook-id": event,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def written(secrets: Sequence[Secret]) -> bytes:
    """Return secrets as they are kept (and then locked by the vault)."""
    return json.dumps([[one.text, one.until and one.until.isoformat()] for one in secrets]).encode()


def read(kept: bytes) -> tuple[Secret, ...]:
    """Return what `written` was given."""
    return tuple(Secret(text, datetime.fromisoformat(until) if until else None) for text, until in json.loads(kept))
