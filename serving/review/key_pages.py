"""Keys of programs: issued for a user, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from serving.access import api_keys
from serving.access.users import find_user
from serving.review.done import onward
from serving.review.pages import page_router
from serving.review.periods import chosen
from serving.review.user_pages import user_page
from serving.review.visitor import Actor, Form, text
from triage.errors import TriageError

router = page_router()


@router.post("/admin/users/{name}/keys")
def issue(request: Request, visitor: Actor, form: Form, name: str) -> Response:
    """Make a key that holds to the end of a day (or for good), and show it this once."""
    known = find_user(visitor.office, visitor.officer, name)
    label, ends = text(form, "label"), text(form, "ends")
    try:
        ends_at = chosen("", ends).until
        key = api_keys.issue(visitor.office, visitor.officer, known.id, label, ends_at and ends_at - _INSTANT)
    except TriageError as mistake:
        return user_page(request, visitor, known, None, mistake, label=label, ends=ends)
    return user_page(request, visitor, known, key=key)


@router.post("/admin/users/{name}/keys/{key}/revoke")
def revoke(request: Request, visitor: Actor, name: str, key: str) -> Response:
    """Revoke a key at once and for good."""
    known = find_user(visitor.office, visitor.officer, name)
    try:
        api_keys.revoke(visitor.office, visitor.officer, key)
    except TriageError as mistake:
        return user_page(request, visitor, known, None, mistake)
    return onward(f"/review/admin/users/{known.name}", "key-revoked")


_INSTANT = timedelta(seconds=1)
"""So that a key "until 9 March" is listed with that day and not with the midnight after it."""
