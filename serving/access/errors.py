"""Mistakes of logging in and of keeping users."""

from __future__ import annotations

from triage.errors import TriageError


class WrongCredentials(TriageError):
    code = "access/wrong-credentials"
    what = "The name or the password is wrong, or the account is closed for now."
    fix = "Try again; after several wrong passwords in a row an account waits for a while. An administrator can help."


class TooManyLogins(TriageError):
    code = "access/too-many-logins"
    what = "Too many logins were tried from this place or for this name."
    fix = "Wait {retry_after} seconds, then try again."


class PasswordTooWeak(TriageError):
    code = "access/password-too-weak"
    what = "The password cannot be used: {problem}."
    fix = "Take at least {shortest} characters, for instance four words that have nothing to do with each other."


class NameUnusable(TriageError):
    code = "access/name-unusable"
    what = "A user's name cannot be written like this."
    fix = "Use 2 to 64 small letters, digits and . _ @ + -, beginning with a letter or digit."


class FullNameUnusable(TriageError):
    code = "access/full-name-unusable"
    what = "A full name or a label is empty or too long."
    fix = "Give 1 to 200 characters."


class NameTaken(TriageError):
    code = "access/name-taken"
    what = "There is a user of this name already."
    fix = "Take another name; a closed account keeps its name, and can be opened again."


class NoSuchUser(TriageError):
    code = "access/unknown-user"
    what = "There is no such user, or the user is not yours to keep."
    fix = "Check the name; `triage users list` shows them."


class NoSuchKey(TriageError):
    code = "access/unknown-key"
    what = "There is no such key, or it is not yours to revoke."
    fix = "Check the id; `triage users keys NAME` shows them."


class UnknownLanguage(TriageError):
    code = "access/unknown-language"
    what = "The pages do not speak this language."
    fix = "Use one of the listed languages."


class NotABody(TriageError):
    code = "access/not-a-body"
    what = "A scope `body` takes a K/L/D, and this is a unit of one."
    fix = "Use `body {body}`, or `unit` with the unit's slug."


class OutsideScope(TriageError):
    code = "access/outside-scope"
    what = "An administrator keeps users of the own part of the administration only."
    fix = "Ask an administrator of the K/L/D above, or a national one."


class KeyEndsInPast(TriageError):
    code = "access/key-ends-in-past"
    what = "A key would end before it begins."
    fix = "Give a later day, or none for a key without an end."


class AccountClosed(TriageError):
    code = "access/account-closed"
    what = "The provider knows you, and your account here is closed."
    fix = "Ask an administrator to open it again."


class ProviderUnusable(TriageError):
    code = "access/provider-unusable"
    what = "The login provider cannot be used: {problem}."
    fix = "Check TRIAGE_OIDC_ISSUER and that ISSUER/.well-known/openid-configuration answers from this machine."


class ProviderRefused(TriageError):
    code = "access/provider-refused"
    what = "The login provider refused the login ({reason})."
    fix = "Log in once more; if it stays, check our id, secret and redirect address at the provider."


class LoginNotOurs(TriageError):
    code = "access/login-not-ours"
    what = "This answer of the login provider belongs to no login that was begun here, or it came a second time."
    fix = "Begin again at the login page, in the same browser."


class LoginTooLate(TriageError):
    code = "access/login-too-late"
    what = "The login took longer than {minutes} minutes."
    fix = "Begin again at the login page."


class TokenRefused(TriageError):
    code = "access/token-refused"
    what = "What the login provider says of the person does not hold: {problem}."
    fix = "Log in once more; if it stays, compare issuer, our id, and the clocks of both machines."
