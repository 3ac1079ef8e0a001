"""What an administrator typed about a user, kept as it was typed until it can be taken."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData

from serving.access.users import User
from serving.casework.names import Names
from serving.casework.office import Office
from serving.casework.officers import Officer, Right, Scope, rights_of
from serving.review.agency_search import find
from serving.review.item_form import AgencyNotFound, AgencyToChoose
from serving.review.item_page import Choice, Choices
from serving.review.visitor import text, texts
from triage.errors import TriageError
from triage.review import Tier


@dataclass(frozen=True, slots=True)
class TypedUser:
    """The fields of the form. `agency` is a slug, `query` words of a name still to be looked up."""

    name: str = ""
    full_name: str = ""
    rights: frozenset[str] = frozenset({Right.REVIEW.value})
    tier: str = Tier.BODY.value
    agency: str = ""
    query: str = ""
    language: str = "id"

    def given_rights(self) -> frozenset[Right]:
        """Return the rights; UnknownRight for one that there is not."""
        return rights_of(self.rights)

    def scope(self) -> Scope:
        """Return the scope; of the nation an agency that was typed is left out.

        Raises:
            ScopeUnclear: a body or a unit without an agency.
            UnknownTier: the form had another desk than there are.
        """
        if self.tier not in list(Tier):
            raise UnknownTier(got=self.tier, allowed=", ".join(Tier))
        tier = Tier(self.tier)
        return Scope(tier, None if tier is Tier.NATIONAL else self.agency or None)


def typed_user(form: FormData) -> TypedUser:
    """Return what was typed."""
    return TypedUser(
        name=text(form, "name"),
        full_name=text(form, "full_name"),
        rights=frozenset(texts(form, "right")),
        tier=text(form, "tier"),
        agency=text(form, "agency"),
        query=text(form, "agency_query"),
        language=text(form, "language") or "id",
    )


def as_typed(user: User) -> TypedUser:
    """Return a user as the form shows one."""
    return TypedUser(
        user.name,
        user.full_name,
        frozenset(right.value for right in user.rights),
        user.scope.tier.value,
        user.scope.agency or "",
        language=user.language,
    )


def begun_by(officer: Officer) -> TypedUser:
    """Return an empty form for an administrator: a new user is of the same part of the administration."""
    return TypedUser(tier=officer.scope.tier.value, agency=officer.scope.agency or "")


def scope_choices(office: Office, typed: TypedUser) -> Choices:
    """Return the agencies to choose from: the one that stands in the form, and those found for typed words."""
    named = Names(office).agency(typed.agency or None)
    known = [Choice(named.slug, named.id, named.en)] if named else []
    found = [Choice(one.slug, one.id, one.en) for one in find(office, typed.query, None) if one.slug != typed.agency]
    return Choices(known, found, [typed.agency])


def must_be_chosen(office: Office, typed: TypedUser) -> None:
    """Check that no words wait for an agency to be chosen for them, where the scope needs one.

    Raises:
        AgencyToChoose, AgencyNotFound: they do, or there is no agency of that name.
    """
    if typed.query and typed.tier != Tier.NATIONAL:
        raise AgencyToChoose() if find(office, typed.query, None) else AgencyNotFound(got=typed.query[:80])


class UnknownTier(TriageError):
    code = "access/unknown-tier"
    what = "There is no such desk."
    fix = "Use one of the listed ones."
