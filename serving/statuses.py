"""Which HTTP status a mistake has, by its code; the routes and the pages ask the same table."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from triage.errors import TriageError

_STATUSES: Mapping[HTTPStatus, tuple[str, ...]] = {
    HTTPStatus.UNAUTHORIZED: ("api/wrong-key",),
    HTTPStatus.FORBIDDEN: ("access/not-allowed", "access/nation-only", "access/outside-scope", "access/form-expired",
        "access/own-account"),
    HTTPStatus.NOT_FOUND: (
        "case/unknown", "review/unknown", "review/no-such-page", "webhook/unknown", "webhook/no-dead-letter",
        "access/unknown-user", "access/unknown-key", "practice/unknown-case",
    ),
    HTTPStatus.CONFLICT: (
        "review/settled", "review/taken", "review/changed", "review/no-desk-above", "verdict/nothing-to-undo",
        "webhook/off", "access/name-taken", "intake/answer-forgotten",
    ),
    HTTPStatus.GONE: ("case/erased", "review/withdrawn"),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "api/unusable-request", "region/unknown-code", "directory/unknown-agency", "taxonomy/unknown-label",
        "complaint/naive-time", "verdict/agency-missing", "verdict/original-missing", "verdict/nothing-proposed",
        "verdict/parts-unusable", "verdict/undo-needs-its-route", "intake/other-request", "outcome/agency-missing",
        "webhook/address-refused", "webhook/host-unknown", "webhook/unknown-event", "webhook/naive-moment",
        "control/reason-missing",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ("engine/overloaded", "access/too-many-logins"),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "engine/not-ready", "review/not-ready", "store/not-open", "store/busy", "store/unreachable",
    ),
}  # fmt: skip
_BY_CODE = {code: status for status, codes in _STATUSES.items() for code in codes}


def status_of(mistake: TriageError, otherwise: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR) -> HTTPStatus:
    """Return the status of a mistake; `otherwise` for one that the table doesn't know."""
    return _BY_CODE.get(mistake.code, otherwise)
