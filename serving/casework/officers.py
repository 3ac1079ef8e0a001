"""Who acts: an officer or a program, with rights and the part of the administration that is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from triage.errors import TriageError
from triage.review import Tier


class Right(StrEnum):
    """What somebody may do.

    `review` settles items of one's scope, `secret` sees secret reports, `audit` reads blind samples,
    `manage` sees live quality and the audit log, `admin` keeps users, keys, webhooks and the stop
    button, `intake` sends complaints and outcomes (for programs).
    """

    REVIEW = "review"
    SECRET = "secret"  # noqa: S105 - a right, no password
    AUDIT = "audit"
    MANAGE = "manage"
    ADMIN = "admin"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the administration that an officer works for: the nation, one K/L/D or one unit (by slug)."""

    tier: Tier = Tier.NATIONAL
    agency: str | None = None

    def __post_init__(self) -> None:
        if (self.tier is Tier.NATIONAL) != (self.agency is None):
            raise ScopeUnclear(got=f"{self.tier.value} with agency {self.agency}")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts, by id and name."""

    id: str
    name: str
    rights: frozenset[Right]
    scope: Scope = Scope()
    language: str = "id"

    def may(self, right: Right) -> bool:
        """Return whether the officer has a right."""
        return right in self.rights

    def must(self, right: Right) -> None:
        """Raise NotAllowed unless the officer has the right."""
        if right not in self.rights:
            raise NotAllowed(right=right.value)

    def must_steer(self) -> None:
        """Raise unless the officer is an administrator of the whole: what they do then reaches every K/L/D."""
        self.must(Right.ADMIN)
        self.must_see_all()

    def must_see_all(self) -> None:
        """Raise NationOnly unless the officer's part is the whole."""
        if self.scope.tier is not Tier.NATIONAL:
            raise NationOnly()


def rights_of(names: Iterable[str]) -> frozenset[Right]:
    """Return rights by their names.

    Raises:
        UnknownRight: there is no such right.
    """
    try:
        return frozenset(Right(name) for name in names)
    except ValueError as unknown:
        raise UnknownRight(got=str(unknown).split("'")[1], allowed=", ".join(Right)) from None


class NotAllowed(TriageError):
    code = "access/not-allowed"
    what = "This needs the right `{right}`."
    fix = "Ask an administrator for it."


class NationOnly(TriageError):
    code = "access/nation-only"
    what = "This reaches every K/L/D, so only somebody whose scope is the nation may do it."
    fix = "Ask somebody whose scope is national."


class ScopeUnclear(TriageError):
    code = "access/scope-unclear"
    what = "A scope is the nation without an agency, or a body or unit with one."
    fix = "Use `national`, `body SLUG` or `unit SLUG`."


class UnknownRight(TriageError):
    code = "access/unknown-right"
    what = "There is no such right."
    fix = "Use one of the listed rights."
