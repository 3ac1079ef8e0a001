"""A key for every case, itself locked with the store's key: destroying a case's key makes its secrets unreadable.

Source: envelope encryption and crypto-shredding, NIST SP 800-57 part 1 and SP 800-88; AES-256-GCM.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from serving.store.errors import KeyMissing, KeyWrong

_NONCE = 12
_BYTES = 32


class Vault:
    """Locks and opens with the store's key; `random` gives so many random bytes (`secrets.token_bytes`).

    Without a key of the store a case still gets a key of its own for digests, kept unlocked beside
    it; secrets can then not be kept.
    """

    def __init__(self, key: str, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._store = AESGCM(_decoded(key)) if key else None

    @property
    def can_keep_secrets(self) -> bool:
        return self._store is not None

    def new_key(self) -> bytes:
        """Return a fresh key for one case."""
        return self._random(_BYTES)

    def lock(self, secret: bytes) -> bytes:
        """Return a secret as it may be kept, locked with the store's key; as it is where the store has none."""
        return self._sealed(self._store, secret) if self._store else b"\x00" + secret

    def open(self, locked: bytes) -> bytes:
        """Return what `lock` was given.

        Raises:
            KeyMissing: it was locked, and the store has no key now.
            KeyWrong: it was locked with another key, or was changed.
        """
        if locked[:1] == b"\x00":
            return locked[1:]
        if self._store is None:
            raise KeyMissing()
        return self._opened(self._store, locked)

    def encrypt(self, key: bytes, text: str) -> bytes:
        """Return a text locked with a case's key.

        Raises:
            KeyMissing: the store has no key, so the case's would lie open beside the text.
        """
        if self._store is None:
            raise KeyMissing()
        return self._sealed(AESGCM(key), text.encode())

    def decrypt(self, key: bytes, locked: bytes) -> str:
        """Return the text again.

        Raises:
            KeyWrong: the key is another's, or the text was changed.
        """
        return self._opened(AESGCM(key), locked).decode()

    def _sealed(self, cipher: AESGCM, plain: bytes) -> bytes:
        nonce = self._random(_NONCE)
        return b"\x01" + nonce + cipher.encrypt(nonce, plain, None)

    def _opened(self, cipher: AESGCM, locked: bytes) -> bytes:
        try:
            return cipher.decrypt(locked[1 : 1 + _NONCE], locked[1 + _NONCE :], None)
        except InvalidTag:
            raise KeyWrong() from None


def digest_of(key: bytes, content: Mapping[str, Any]) -> str:
    """Return the keyed digest of a content; without the key nobody can guess what it was made from."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()


def new_store_key(random: Callable[[int], bytes]) -> str:
    """Return a fresh key of a store as it stands in TRIAGE_STORE_KEY."""
    return urlsafe_b64encode(random(_BYTES)).decode()


def _decoded(key: str) -> bytes:
    try:
        raw = urlsafe_b64decode(key.encode())
    except ValueError:
        raise KeyWrong() from None
    if len(raw) != _BYTES:
        raise KeyWrong()
    return raw
