"""`triage users`: accounts and keys at the command line of the machine that holds the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.errors import TriageError

if TYPE_CHECKING:
    from serving.access.users import User
    from serving.casework.office import Office
    from serving.casework.officers import Officer, Scope

users = typer.Typer(no_args_is_help=True, help="Kelola pengguna dan kunci. / Keep users and keys.")

_Name = Annotated[str, typer.Argument(help="The user's name, as typed at the login.")]
_Rights = Annotated[
    list[str] | None, typer.Option("--right", help="review, secret, audit, manage, admin or intake; may be repeated.")
]
_Scope = Annotated[
    str | None, typer.Option(help="`national`, or in quotes `body SLUG` (a K/L/D) or `unit SLUG`; new users: national.")
]
_File = Annotated[Path | None, typer.Option("--password-file", help="File whose first line is the password.")]
_Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it, once.")]
_Language = Annotated[str | None, typer.Option(help="Language of the pages: id or en.")]


@users.callback()
def _group() -> None:
    """Keep users and keys. Settings: TRIAGE_STORE and TRIAGE_STORE_KEY in the environment."""


@users.command("add")
def add(
    name: _Name,
    full_name: Annotated[str, typer.Option(help="Name as the pages show it.")],
    right: _Rights = None,
    scope: _Scope = None,
    language: _Language = None,
    password_file: _File = None,
    generate: _Generate = False,
) -> None:
    """Add a user. The password is asked twice, unless it comes from a file or is to be made."""
    from serving.access import accounts
    from serving.casework.officers import Scope, rights_of

    rights, where = rights_of(right or ()), _scope(scope) if scope else Scope()
    with _office() as (office, operator):
        password = _password(password_file, generate)
        accounts.add_user(office, operator, name, full_name, password, rights, where, language or "id")
        _show_made(password, generate)


@users.command("list")
def list_() -> None:
    """Print the users: name, state, scope, rights, last login, full name; separated by tabs."""
    from serving.access.users import list_users

    with _office() as (office, operator):
        for user in list_users(office, operator):
            typer.echo(_line(user, office.now()))


@users.command("change")
def change(
    name: _Name,
    full_name: Annotated[str | None, typer.Option(help="Name as the pages show it.")] = None,
    right: _Rights = None,
    no_rights: Annotated[bool, typer.Option("--no-rights", help="Take all rights.")] = False,
    scope: _Scope = None,
    language: _Language = None,
) -> None:
    """Change what is given of a user; rights that are given replace all that the user had."""
    from serving.access import accounts
    from serving.access.users import find_user
    from serving.casework.officers import rights_of

    rights = rights_of(right or ()) if right or no_rights else None
    where = _scope(scope) if scope else None
    with _office() as (office, operator):
        user = find_user(office, operator, name).id
        accounts.change_user(
            office, operator, user, full_name=full_name, rights=rights, scope=where, language=language
        )  # fmt: skip


@users.command("set-password")
def set_password(name: _Name, password_file: _File = None, generate: _Generate = False) -> None:
    """Set a user's password; the user's sessions end, and a lock is taken off."""
    from serving.access import accounts
    from serving.access.users import find_user

    with _office() as (office, operator):
        user = find_user(office, operator, name).id
        password = _password(password_file, generate)
        accounts.set_password(office, operator, user, password)
        _show_made(password, generate)


@users.command("unlock")
def unlock(name: _Name) -> None:
    """Take off the lock that wrong passwords brought."""
    from serving.access import accounts
    from serving.access.users import find_user

    with _office() as (office, operator):
        accounts.unlock(office, operator, find_user(office, operator, name).id)


@users.command("deactivate")
def deactivate(name: _Name) -> None:
    """Close an account: its sessions end and its keys are revoked; what the user did stays."""
    from serving.access import accounts
    from serving.access.users import find_user

    with _office() as (office, operator):
        accounts.deactivate(office, operator, find_user(office, operator, name).id)


@users.command("reactivate")
def reactivate(name: _Name) -> None:
    """Open a closed account again; its old keys stay revoked."""
    from serving.access import accounts
    from serving.access.users import find_user

    with _office() as (office, operator):
        accounts.reactivate(office, operator, find_user(office, operator, name).id)


@users.command("key")
def key(
    name: _Name,
    label: Annotated[str, typer.Option(help="What the key is for.")],
    until: Annotated[str | None, typer.Option(help="Day (ISO, UTC) at whose beginning it ends; none: no end.")] = None,
) -> None:
    """Make a key for a program that acts in the user's name, and print it, once."""
    from serving.access import api_keys
    from serving.access.users import find_user

    ends_at = _midnight(until) if until else None
    with _office() as (office, operator):
        typer.echo(api_keys.issue(office, operator, find_user(office, operator, name).id, label, ends_at))


@users.command("keys")
def keys(name: _Name) -> None:
    """Print a user's keys: id, state, day made, day last used, label; separated by tabs."""
    from serving.access import api_keys
    from serving.access.users import find_user

    with _office() as (office, operator):
        for one in api_keys.list_keys(office, operator, find_user(office, operator, name).id):
            over = one.ends_at is not None and one.ends_at <= office.now()
            state = "revoked" if one.revoked_at else "over" if over else "valid"
            typer.echo("\t".join((one.id, state, _day(one.made_at), _day(one.used_at), one.label)))


@users.command("revoke-key")
def revoke_key(id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the key, of `users keys`.")]) -> None:
    """Revoke a key, at once and for good."""
    from serving.access import api_keys

    with _office() as (office, operator):
        api_keys.revoke(office, operator, id_)


@contextmanager
def _office() -> Iterator[tuple[Office, Officer]]:
    """Give the office of the settings, and who works at its command line: an administrator without an account."""
    from serving.casework.office import open_office
    from serving.casework.operator import OPERATOR
    from serving.settings import Settings

    office = open_office(Settings())
    try:
        yield office, OPERATOR
    finally:
        office.close()


def _scope(written: str) -> Scope:
    from serving.casework.officers import Scope, ScopeUnclear
    from triage.review import Tier

    tier, _, agency = written.strip().partition(" ")
    try:
        return Scope(Tier(tier), agency.strip() or None)
    except ValueError:
        raise ScopeUnclear(got=written) from None


def _password(file: Path | None, generate: bool) -> str:
    import secrets

    if file is not None and generate:
        raise PasswordTwice()
    if generate:
        return secrets.token_urlsafe(18)
    if file is None:
        asked: Any = typer.prompt("Kata sandi / Password", hide_input=True, confirmation_prompt="Sekali lagi / Again")
        return str(asked)
    try:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as problem:
        raise PasswordFileUnreadable(got=str(file), kind=type(problem).__name__) from None


def _show_made(password: str, generate: bool) -> None:
    if generate:
        typer.echo(password)


def _midnight(day: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC)
    except ValueError:
        raise DayUnreadable(got=day) from None


def _line(user: User, now: datetime) -> str:
    locked = user.locked_until is not None and user.locked_until > now
    state = "closed" if not user.active else "locked" if locked else "open"
    scope = " ".join(filter(None, (user.scope.tier.value, user.scope.agency)))
    rights = ",".join(sorted(user.rights)) or "-"
    return "\t".join((user.name, state, scope, rights, _day(user.last_login_at), user.full_name))


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "-"


class PasswordTwice(TriageError):
    code = "access/password-twice"
    what = "A password file was given, and a password was to be made as well."
    fix = "Give one of --password-file and --generate."


class PasswordFileUnreadable(TriageError):
    code = "access/password-file-unreadable"
    what = "The password file cannot be read ({kind})."
    fix = "Give a UTF-8 text file whose first line is the password."


class DayUnreadable(TriageError):
    code = "access/day-unreadable"
    what = "This is no day."
    fix = "Write it as 2027-01-31."
