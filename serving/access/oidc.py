"""Logging in at an OpenID Connect provider: the authorization code flow with PKCE and a nonce (Authlib).

Source: OpenID Connect Core 1.0 section 3.1; OpenID Connect Discovery 1.0; RFC 7636 (PKCE); RFC 9700 (best practices).
"""

from __future__ import annotations

import hmac
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from joserfc.jwk import KeySet

from serving.access import id_tokens
from serving.access.errors import LoginNotOurs, LoginTooLate, ProviderRefused, ProviderUnusable, TokenRefused
from serving.access.id_tokens import Expected, Identity, UnknownSigningKey

KEPT = timedelta(hours=1)
LONGEST_LOGIN = timedelta(minutes=10)
_SCOPE = "openid profile email"
_SECONDS = 10.0
_BYTES = 32
_VERIFIER_BYTES = 48
_HERE = ("127.0.0.1", "::1", "localhost")
_REASON = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Pending:
    """A login that was begun, JSON-ready (`dataclasses.asdict`): keep it in a signed, HttpOnly, SameSite=Lax cookie.

    `begun_at` is in seconds since 1970.
    """

    state: str
    nonce: str
    verifier: str
    begun_at: int


@dataclass(frozen=True, slots=True)
class _Discovered:
    """The provider's own description, and when it was fetched."""

    fetched_at: datetime
    authorize: str
    token: str
    keys: str
    signatures: frozenset[str]
    ways: tuple[str, ...]


class Provider:
    """An OpenID Connect provider by its issuer; a server keeps one, for many threads.

    What the provider tells of itself and its keys are fetched when they are first needed, and kept an
    hour. `redirect_uri` is the address of ours to which people come back.

    Raises:
        ProviderUnusable: the issuer is neither https nor on this machine.
    """

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, redirect_uri: str, now: Callable[[], datetime]
    ) -> None:
        self.issuer = _safe(issuer, "the issuer")
        self._id, self._secret, self._redirect, self._now = client_id, client_secret, redirect_uri, now
        self._lock = threading.Lock()
        self._discovered: _Discovered | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._finished: dict[str, datetime] = {}

    def begin(self) -> tuple[str, Pending]:
        """Return the address to send a person to, and what must be kept until they come back.

        Raises:
            ProviderUnusable: it does not answer, or not as a provider does.
        """
        pending = Pending(
            state=secrets.token_urlsafe(_BYTES),
            nonce=secrets.token_urlsafe(_BYTES),
            verifier=secrets.token_urlsafe(_VERIFIER_BYTES),
            begun_at=int(self._now().timestamp()),
        )
        found = self._discovery()
        with self._client(found) as client:
            url, _ = client.create_authorization_url(
                found.authorize, state=pending.state, code_verifier=pending.verifier, nonce=pending.nonce
            )
        return url, pending

    def finish(self, pending: Pending, code: str, state: str) -> Identity:
        """Return who came back from the provider, by the `code` and `state` of the address they came back with.

        Raises:
            LoginNotOurs: the state is not that of the login that was begun, or came before.
            LoginTooLate: the login was begun too long ago.
            ProviderUnusable: it does not answer, or not as a provider does.
            ProviderRefused: it does not take the code, or does not know us.
            TokenRefused: what it says of the person does not hold.
        """
        self._take(pending, state)
        found = self._discovery()
        token = self._id_token(found, code, pending.verifier)
        expected = Expected(self.issuer, self._id, pending.nonce, found.signatures)
        try:
            return id_tokens.read(token, self._key_set(found), expected, self._now())
        except UnknownSigningKey:
            return id_tokens.read(token, self._fetched_keys(found), expected, self._now())

    def _take(self, pending: Pending, state: str) -> None:
        """Let a login come back once, in time, and to the browser that began it."""
        now = self._now()
        if not hmac.compare_digest(pending.state.encode(), state.encode("utf-8", "replace")):
            raise LoginNotOurs()
        if now.timestamp() - pending.begun_at > LONGEST_LOGIN.total_seconds():
            raise LoginTooLate(minutes=int(LONGEST_LOGIN.total_seconds() // 60))
        with self._lock:
            self._finished = {one: at for one, at in self._finished.items() if at > now - 2 * LONGEST_LOGIN}
            if pending.state in self._finished:
                raise LoginNotOurs()
            self._finished[pending.state] = now

    def _id_token(self, found: _Discovered, code: str, verifier: str) -> str:
        try:
            with self._client(found) as client:
                answer = client.fetch_token(
                    found.token, code=code, code_verifier=verifier, grant_type="authorization_code"
                )
        except OAuthError as refused:
            raise refusal(refused.error) from None
        except (httpx2.HTTPError, ValueError) as problem:
            raise ProviderUnusable(problem=f"its token endpoint failed, {type(problem).__name__}") from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused(problem="there is no id token")
        return token

    def _discovery(self) -> _Discovered:
        """Return what the provider tells of itself; two threads that find it old both fetch it, which does no harm."""
        kept = self._discovered
        if kept is None or kept.fetched_at <= self._now() - KEPT:
            document = self._fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            kept = self._discovered = _discovered(document, self.issuer, self._now())
        return kept

    def _key_set(self, found: _Discovered) -> KeySet:
        kept = self._keys
        return kept[1] if kept and kept[0] > self._now() - KEPT else self._fetched_keys(found)

    def _fetched_keys(self, found: _Discovered) -> KeySet:
        keys = id_tokens.keys_of(self._fetched(found.keys))
        self._keys = (self._now(), keys)
        return keys

    def _fetched(self, url: str) -> Mapping[str, Any]:
        try:
            with httpx2.Client(timeout=_SECONDS) as client:
                document = client.get(url).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as problem:
            raise ProviderUnusable(problem=f"{url} failed, {type(problem).__name__}") from None
        if not isinstance(document, dict):
            raise ProviderUnusable(problem=f"{url} is no JSON object")
        return document

    def _client(self, found: _Discovered) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._id, client_secret=self._secret or None, token_endpoint_auth_method=self._way(found),
            scope=_SCOPE, redirect_uri=self._redirect, code_challenge_method="S256", timeout=_SECONDS,
        )  # fmt: skip

    def _way(self, found: _Discovered) -> str:
        """Return how we show the provider who we are; without a secret PKCE alone ties the code to us."""
        if not self._secret:
            return "none"
        basic = "client_secret_basic" in found.ways or "client_secret_post" not in found.ways
        return "client_secret_basic" if basic else "client_secret_post"


def refusal(reason: str) -> ProviderRefused:
    """Return the error for the `error` with which a provider sends somebody back; other words than its codes go."""
    return ProviderRefused(reason=reason if _REASON.fullmatch(reason) else "unknown reason")


def _discovered(document: Mapping[str, Any], issuer: str, now: datetime) -> _Discovered:
    if document.get("issuer") != issuer:
        raise ProviderUnusable(problem="it calls itself by another issuer")
    try:
        return _Discovered(
            fetched_at=now,
            authorize=_safe(document["authorization_endpoint"], "authorization_endpoint"),
            token=_safe(document["token_endpoint"], "token_endpoint"),
            keys=_safe(document["jwks_uri"], "jwks_uri"),
            signatures=_signatures(document.get("id_token_signing_alg_values_supported")),
            ways=tuple(document.get("token_endpoint_auth_methods_supported", ("client_secret_basic",))),
        )
    except (KeyError, TypeError, AttributeError):
        raise ProviderUnusable(problem="its configuration lacks an endpoint") from None


def _signatures(told: Any) -> frozenset[str]:
    taken = id_tokens.SIGNATURES.intersection(told or ("RS256",))
    if not taken:
        raise ProviderUnusable(problem="it signs in no way that is taken here")
    return taken


def _safe(url: str, what: str) -> str:
    """Return an address that nobody on the way can change: https, or on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ProviderUnusable(problem=f"{what} is no address") from None
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)):
        raise ProviderUnusable(problem=f"{what} is not https")
    return url
