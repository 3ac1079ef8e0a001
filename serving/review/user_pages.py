"""Administration of users: who may come in, with which rights and for which part of the administration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from serving.access import accounts
from serving.access.api_keys import list_keys
from serving.access.users import User, find_user, list_users, normal_name
from serving.casework.names import Names
from serving.casework.officers import Right
from serving.review.done import onward, said
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.render import page
from serving.review.user_forms import TypedUser, as_typed, begun_by, must_be_chosen, scope_choices, typed_user
from serving.review.visitor import Actor, Form, Reader, Visitor, text
from triage.errors import TriageError
from triage.review import Tier

router = page_router()


@router.get("/admin/users")
def users(request: Request, visitor: Reader) -> Response:
    """List the users whom the administrator keeps; `query` is a part of a name."""
    query = request.query_params.get("query", "").strip()
    found = [user for user in list_users(visitor.office, visitor.officer) if _is_meant(user, query)]
    names = Names(visitor.office)
    return page(
        request,
        visitor,
        "admin_users.html",
        users=[(user, names.agency(user.scope.agency)) for user in found],
        query=query,
        now=visitor.office.now(),
        said=said(request.query_params.get("done", ""), visitor.language),
    )


@router.get("/admin/new-user")
def begin(request: Request, visitor: Reader) -> Response:
    """Show an empty form for a user."""
    visitor.officer.must(Right.ADMIN)
    return _new(request, visitor, begun_by(visitor.officer))


@router.post("/admin/new-user")
def add(request: Request, visitor: Actor, form: Form) -> Response:
    """Add a user; a form that can't be taken comes back with what was typed, the password left out."""
    typed = typed_user(form)
    password = _untrimmed(form, "password") or None
    if _searches(form, typed):
        return _new(request, visitor, typed)
    try:
        must_be_chosen(visitor.office, typed)
        accounts.add_user(
            visitor.office, visitor.officer, typed.name, typed.full_name, password, typed.given_rights(), typed.scope(),
            typed.language,
        )  # fmt: skip
    except TriageError as mistake:
        return _new(request, visitor, typed, mistake)
    return onward(_address(normal_name(typed.name)), "user-added")


@router.get("/admin/users/{name}")
def user(request: Request, visitor: Reader, name: str) -> Response:
    """Show one user with everything that can be changed."""
    return user_page(request, visitor, find_user(visitor.office, visitor.officer, name))


@router.post("/admin/users/{name}")
def change(request: Request, visitor: Actor, form: Form, name: str) -> Response:
    """Change names, rights, scope and language of a user."""
    known, typed = find_user(visitor.office, visitor.officer, name), typed_user(form)
    if _searches(form, typed):
        return user_page(request, visitor, known, typed)
    try:
        must_be_chosen(visitor.office, typed)
        _not_oneself(visitor, known, keeps_admin=Right.ADMIN.value in typed.rights)
        accounts.change_user(
            visitor.office, visitor.officer, known.id, full_name=typed.full_name, rights=typed.given_rights(),
            scope=typed.scope(), language=typed.language,
        )  # fmt: skip
    except TriageError as mistake:
        return user_page(request, visitor, known, typed, mistake)
    return onward(_address(known.name), "user-changed")


@router.post("/admin/users/{name}/password")
def set_password(request: Request, visitor: Actor, form: Form, name: str) -> Response:
    """Give a user a new password."""
    change = partial(accounts.set_password, password=_untrimmed(form, "password"))
    return _acted(request, visitor, name, change, "password-set")


@router.post("/admin/users/{name}/deactivate")
def deactivate(request: Request, visitor: Actor, name: str) -> Response:
    """Close an account, another than one's own."""
    return _acted(request, visitor, name, accounts.deactivate, "deactivated", spares_oneself=True)


@router.post("/admin/users/{name}/reactivate")
def reactivate(request: Request, visitor: Actor, name: str) -> Response:
    """Open a closed account again."""
    return _acted(request, visitor, name, accounts.reactivate, "reactivated")


@router.post("/admin/users/{name}/unlock")
def unlock(request: Request, visitor: Actor, name: str) -> Response:
    """Take off the lock that wrong passwords brought."""
    return _acted(request, visitor, name, accounts.unlock, "unlocked")


def user_page(
    request: Request,
    visitor: Visitor,
    known: User,
    typed: TypedUser | None = None,
    mistake: TriageError | None = None,
    **more: Any,
) -> Response:
    """Return the page of a user, with what was typed where it could not be taken."""
    typed = typed or as_typed(known)
    return page(
        request,
        visitor,
        "admin_user.html",
        status_of(mistake) if mistake else 200,
        **{
            "user": known,
            "typed": typed,
            "choices": scope_choices(visitor.office, typed),
            "rights": [right.value for right in Right],
            "tiers": [tier.value for tier in Tier],
            "keys": list_keys(visitor.office, visitor.officer, known.id),
            "is_oneself": known.id == visitor.officer.id,
            "now": visitor.office.now(),
            "key": None,
            "label": "",
            "ends": "",
            "mistake": told(mistake, visitor.language) if mistake else None,
            "said": said(request.query_params.get("done", ""), visitor.language),
            **more,
        },
    )


def _new(request: Request, visitor: Visitor, typed: TypedUser, mistake: TriageError | None = None) -> Response:
    return page(
        request,
        visitor,
        "admin_new_user.html",
        status_of(mistake) if mistake else 200,
        typed=typed,
        choices=scope_choices(visitor.office, typed),
        rights=[right.value for right in Right],
        tiers=[tier.value for tier in Tier],
        mistake=told(mistake, visitor.language) if mistake else None,
    )


def _acted(
    request: Request,
    visitor: Visitor,
    name: str,
    act: Callable[..., None],
    done: str,
    spares_oneself: bool = False,
) -> Response:
    known = find_user(visitor.office, visitor.officer, name)
    try:
        if spares_oneself:
            _not_oneself(visitor, known)
        act(visitor.office, visitor.officer, known.id)
    except TriageError as mistake:
        return user_page(request, visitor, known, None, mistake)
    return onward(_address(known.name), done)


def _not_oneself(visitor: Visitor, known: User, keeps_admin: bool = False) -> None:
    if known.id == visitor.officer.id and not keeps_admin:
        raise OwnAccount()


def _is_meant(user: User, query: str) -> bool:
    return query.casefold() in f"{user.name} {user.full_name}".casefold()


def _searches(form: FormData, typed: TypedUser) -> bool:
    """Return whether the button that searches an agency was pressed (Enter in any field presses it as well)."""
    return text(form, "act") == "search" and bool(typed.query)


def _untrimmed(form: FormData, name: str) -> str:
    """Return a password as it was typed: a blank at its end belongs to it."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _address(name: str) -> str:
    return f"/review/admin/users/{name}"


class OwnAccount(TriageError):
    code = "access/own-account"
    what = "Nobody closes the own account, or takes the right to administer from themselves."
    fix = "Ask another administrator: else nobody might be left who can."
