"""What a login provider says of a person: reading an id token and refusing one that does not hold.

Source: OpenID Connect Core 1.0 section 3.1.3.7; RFC 8725 (best practices of JWT).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.errors import MissingClaimError as MissingClaim
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from serving.access.errors import ProviderUnusable, TokenRefused

SIGNATURES = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
)
"""Signatures by a key of the provider's own. Those by a shared secret, and none at all, are never taken."""
_LEEWAY_SECONDS = 60
_KEY_TYPES = ("RSA", "EC", "OKP")


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the provider knows them; only issuer and subject together are sure never to mean another."""

    issuer: str
    subject: str
    name: str
    full_name: str
    email: str | None
    groups: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What an account is found by (`UserRow.subject`)."""
        return f"{self.issuer}|{self.subject}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What an id token must say to be ours."""

    issuer: str
    audience: str
    nonce: str
    signatures: frozenset[str]


def keys_of(document: Mapping[str, Any]) -> KeySet:
    """Return the keys of a JWKS document that may sign.

    Raises:
        ProviderUnusable: the document has no such key, or is none.
    """
    try:
        signing = [
            key for key in document["keys"] if key["kty"] in _KEY_TYPES and key.get("use", "sig") == "sig"
        ]  # fmt: skip
        keys = KeySet.import_key_set({"keys": signing})
    except (JoseError, KeyError, TypeError, AttributeError, ValueError):
        raise ProviderUnusable(problem="its keys cannot be read") from None
    if not keys:
        raise ProviderUnusable(problem="it has no key that signs")
    return keys


def read(token: str, keys: KeySet, expected: Expected, now: datetime) -> Identity:
    """Return the person of an id token that holds: signature, issuer, audience, expiry, nonce.

    Raises:
        UnknownSigningKey: the token names a key that is not among `keys`; the provider may have changed them.
        TokenRefused: anything else does not hold.
    """
    try:
        claims = jwt.decode(token, keys, registry=_registry(expected.signatures)).claims
        _claims(expected, now).validate(claims)
    except InvalidKeyIdError:
        raise UnknownSigningKey() from None
    except BadSignatureError:
        raise TokenRefused(problem="its signature is not the provider's") from None
    except ExpiredTokenError:
        raise TokenRefused(problem="it has expired") from None
    except (InvalidClaimError, MissingClaim) as problem:
        raise TokenRefused(problem=f"its `{problem.claim}` is not as it must be") from None
    except (JoseError, ValueError, TypeError) as problem:
        raise TokenRefused(problem=f"it cannot be read ({type(problem).__name__})") from None
    if claims.get("azp", _only(claims["aud"])) != expected.audience:
        raise TokenRefused(problem="its `azp` is not as it must be")
    return _identity(claims)


def _registry(signatures: Iterable[str]) -> JWSRegistry:
    """Return a registry that takes these signatures; headers of a provider's own do no harm."""
    return JWSRegistry(algorithms=sorted(SIGNATURES.intersection(signatures)), strict_check_header=False)


def _claims(expected: Expected, now: datetime) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.audience},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _only(audience: str | list[str]) -> str | None:
    """Return the one audience; None where a token is for several, which must then name its party (`azp`)."""
    if isinstance(audience, str):
        return audience
    return audience[0] if len(audience) == 1 else None


def _identity(claims: Mapping[str, Any]) -> Identity:
    email = claims.get("email")
    name = claims.get("preferred_username") or email or ""
    groups = claims.get("groups")
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=str(name),
        full_name=str(claims.get("name") or name),
        email=str(email) if email else None,
        groups=tuple(str(group) for group in groups) if isinstance(groups, list) else (),
    )


class UnknownSigningKey(TokenRefused):
    """A token's key is not among those at hand: they are to be fetched anew, once."""

    code = "access/unknown-signing-key"
    what = "The provider signed with a key that it does not show."
    fix = "Try again; if it stays so, tell the provider's administrators."
