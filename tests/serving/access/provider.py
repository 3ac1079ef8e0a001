"""A small OpenID Connect provider on this machine, which a test can make lie in one thing at a time."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

OUR_ID, OUR_SECRET, OUR_ADDRESS = "triage", "rahasia uji yang cukup panjang", "http://127.0.0.1:8000/login/callback"
PERSON = {"sub": "u-77", "preferred_username": "sari", "name": "Sari Dewi", "email": "sari@example.go.id"}


@cache
def a_key(kid: str) -> RSAKey:
    """Return the key of this name; making one takes a moment, so a run makes each once."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class SmallProvider:
    """What the provider says, for a test to change; `asked` are the paths that were asked for."""

    def __init__(self, issuer: str, now: Callable[[], datetime]) -> None:
        self.issuer, self.now = issuer, now
        self.signing: RSAKey | OctKey = a_key("satu")
        self.shown: list[RSAKey] = [a_key("satu")]
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.dropped: tuple[str, ...] = ()
        self.configuration: dict[str, Any] = {}
        self.token_answer: tuple[int, Any] | None = None
        self.secret = OUR_SECRET
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.configuration,
        }

    def key_set(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.shown]}

    def code_for(self, query: dict[str, str]) -> str:
        """Let the person in and return the code with which they go back."""
        if query["response_type"] != "code" or query["code_challenge_method"] != "S256":
            raise ValueError(query)
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return code

    def token_for(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Return status and body of the token endpoint: a code is good once, for whom it was made for."""
        if self.token_answer is not None:
            return self.token_answer
        if not self._knows(form, authorization):
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form["code"], None)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "code is not good"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}

    def _knows(self, form: dict[str, str], authorization: str) -> bool:
        if not self.secret:
            return form.get("client_id") == OUR_ID
        if form.get("client_secret") is not None:
            return (form["client_id"], form["client_secret"]) == (OUR_ID, self.secret)
        return authorization == "Basic " + base64.b64encode(f"{OUR_ID}:{self.secret}".encode()).decode()

    def _id_token(self, nonce: str) -> str:
        at = int(self.now().timestamp())
        claims = {**PERSON, "iss": self.issuer, "aud": OUR_ID, "nonce": nonce, "iat": at, "exp": at + 300}
        claims = {name: value for name, value in {**claims, **self.claims}.items() if name not in self.dropped}
        header = {"alg": self.algorithm, "kid": self.signing.kid, "x-of-its-own": "1"}
        if self.algorithm == "none":
            head, body = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (header, claims))
            return f"{head.decode()}.{body.decode()}."
        del header["x-of-its-own"]
        return jwt.encode(header, claims, self.signing, algorithms=[self.algorithm])


@contextmanager
def a_provider(now: Callable[[], datetime]) -> Iterator[SmallProvider]:
    """Run a provider on a free port until the test ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = SmallProvider(f"http://127.0.0.1:{server.server_port}", now)  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.provider  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, parts = self._asked()
        if parts.path == "/authorize":
            query = dict(parse_qsl(parts.query))
            back = urlencode({"code": provider.code_for(query), "state": query["state"]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{back}")
            self.end_headers()
        elif parts.path == "/keys":
            self._answer(200, provider.key_set())
        elif parts.path == "/.well-known/openid-configuration":
            self._answer(200, provider.document())
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        provider, _ = self._asked()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(*provider.token_for(form, self.headers.get("Authorization", "")))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _asked(self) -> tuple[SmallProvider, Any]:
        provider: SmallProvider = self.server.provider  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        provider.asked.append(parts.path)
        return provider, parts

    def _answer(self, status: int, content: Any) -> None:
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
