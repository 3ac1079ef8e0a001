"""Passwords: what may be one, how it is kept, and how it is checked without telling whether a name exists.

Source: RFC 9106 (Argon2id, the second recommended choice of parameters), NIST SP 800-63B section 5.1.1.2.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from serving.access.errors import PasswordTooWeak

SHORTEST = 12
LONGEST = 1024
_DIFFERENT = 4
HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each hash takes 64 MiB; a burst of logins waits here instead of taking all memory."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a password was right; `renewed` is a new hash to keep where the parameters have changed since."""

    right: bool
    renewed: str | None = None


def hashed(password: str) -> str:
    """Return the hash that is kept of a password, in the PHC string format with its own salt and parameters."""
    return _hash(_normal(password))


def verified(kept: str | None, password: str) -> Verified:
    """Return whether a password is the one of which `kept` is the hash.

    Without a hash (an unknown name, or somebody who comes by OIDC) a decoy is checked, so that the
    answer takes the same work, and is no.
    """
    decoy = _decoy(HASHER)
    given = _normal(password)
    right = _matches(kept or decoy, given) and kept is not None
    if not right or kept is None or not HASHER.check_needs_rehash(kept):
        return Verified(right)
    return Verified(right, _hash(given))


def checked(password: str, *names: str) -> str:
    """Return a password that may be taken; `names` are what its owner is called.

    Raises:
        PasswordTooWeak: it is too short or long, one of the names, or a few characters over and over.
    """
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise PasswordTooWeak(problem=f"it is shorter than {SHORTEST} characters", shortest=SHORTEST)
    if len(plain) > LONGEST:
        raise PasswordTooWeak(problem=f"it is longer than {LONGEST} characters", shortest=SHORTEST)
    if _bare(plain) in {_bare(name) for name in names} - {""}:
        raise PasswordTooWeak(problem="it is the user's own name", shortest=SHORTEST)
    if len(set(plain)) < _DIFFERENT:
        raise PasswordTooWeak(problem="it repeats a few characters", shortest=SHORTEST)
    return password


def _normal(password: str) -> str:
    """Return the password as every keyboard gives it: composed characters differ between systems.

    What is far too long to be one is cut first, so that it costs no work.
    """
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST].encode("utf-8", "replace").decode())


def _bare(name: str) -> str:
    return "".join(character for character in _normal(name).casefold() if character.isalnum())


def _hash(plain: str) -> str:
    with _AT_ONCE:
        return HASHER.hash(plain)


def _matches(kept: str, plain: str) -> bool:
    try:
        with _AT_ONCE:
            return HASHER.verify(kept, plain)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("a password that nobody has")
