"""The audit log: who did what to what, and whether the chain of hashes still holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from serving.casework.audit_trail import TrailFilter, trail, verify
from serving.casework.officers import Right
from serving.review.audit_words import ACTS
from serving.review.languages import say
from serving.review.mistakes import status_of, told
from serving.review.pages import page_router
from serving.review.periods import Period, chosen
from serving.review.render import page
from serving.review.visitor import Actor, Form, Reader, Visitor, text
from triage.errors import TriageError

_ROWS = 50
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_SIDES = ("act", "actor", "subject", "first", "last")

router = page_router()


@router.get("/audit")
def log(request: Request, visitor: Reader) -> Response:
    """Show entries, the last one first, of a kind, a person, a case or a time."""
    return _page(request, visitor)


@router.post("/audit/verify")
def verify_chain(request: Request, visitor: Actor, form: Form) -> Response:
    """Check every entry against the one before it, and tell how many there are and the hash of the last."""
    visitor.officer.must(Right.MANAGE)
    head = text(form, "head")
    try:
        verified = verify(visitor.office, visitor.officer, head.lower() or None)
    except TriageError as mistake:
        return _page(request, visitor, mistake, head=head)
    return _page(request, visitor, verified=verified, head=head)


def _page(request: Request, visitor: Visitor, mistake: TriageError | None = None, **verified: Any) -> Response:
    visitor.officer.must(Right.MANAGE)
    asked = {side: request.query_params.get(side, "").strip() for side in _SIDES}
    try:
        period = chosen(asked["first"], asked["last"])
    except TriageError as wrong:
        period, mistake = Period(None, None), mistake or wrong
    wanted = TrailFilter(
        asked["act"] or None, asked["actor"] or None, asked["subject"] or None, period.since, period.until
    )
    entries = trail(visitor.office, visitor.officer, wanted, _before(request), _ROWS + 1)
    return page(
        request,
        visitor,
        "audit.html",
        status_of(mistake) if mistake else 200,
        entries=entries[:_ROWS],
        older=_older(asked, entries[_ROWS - 1].seq) if len(entries) > _ROWS else None,
        asked=asked,
        acts={code: say(visitor.language)(name) for code, name in ACTS.items()},
        mistake=told(mistake, visitor.language) if mistake else None,
        **{"verified": None, "head": "", **verified},
    )


def _before(request: Request) -> int | None:
    """Return the entry before which the page begins; what is no number of an entry begins at the last."""
    written = request.query_params.get("before", "")
    return int(written) if _NUMBER.fullmatch(written) else None


def _older(asked: Mapping[str, str], last: int) -> str:
    return urlencode({**{side: value for side, value in asked.items() if value}, "before": last})
