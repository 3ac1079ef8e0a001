"""Odd requests to the routes of review are refused as the caller's mistake, never answered as ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from serving.access.api_keys import issue
from serving.casework.officers import Officer, Right
from serving.store.schema import UserRow

ADMIN = Officer("kepala", "kepala", frozenset(Right))


@pytest.fixture
def key(intake):
    office = intake.app.state.server.office
    with office.database.writing() as session:
        session.add(
            UserRow(
                id="sari", name="sari", full_name="Sari", password=None, subject=None,
                rights=[right.value for right in Right], scope="national", scope_agency=None, active=True,
                language="id", made_at=datetime.now(UTC), failures=0, locked_until=None, last_login_at=None,
            )
        )  # fmt: skip
    return {"X-API-Key": issue(office, ADMIN, "sari", "uji")}


ODD = [
    ("GET", f"/v1/reviews?offset={2**63}", None),
    ("GET", f"/v1/verdicts?offset={10**30}", None),
    ("GET", "/v1/reviews/%00", None),
    ("GET", "/v1/reviews/%ED%A0%80", None),
    ("GET", "/v1/reviews?category=%00", None),
    ("GET", "/v1/incidents/%00", None),
    ("POST", "/v1/verdicts/%00/undo", None),
    ("GET", "/v1/complaints/%00", None),
    ("POST", "/v1/reviews/x/verdicts", b'{"act":"change","seen":1,"note":"\\ud800"}'),
    ("POST", "/v1/reviews/x/verdicts", b'{"act":"duplicate","seen":1,"duplicate_of":"\\u0000"}'),
    ("POST", "/v1/reviews/x/verdicts", b'{"act":"change","seen":1,"seconds":NaN}'),
    ("POST", "/v1/incidents/x/verdicts", b'{"act":"change","seen":{"x":1e400}}'),
    ("POST", "/v1/webhooks/replay", b'{"since":"0001-01-01T00:00:00+14:00"}'),
    ("POST", "/v1/webhooks/replay", b'{"since":"9999-12-31T23:59:59-12:00"}'),
    ("POST", "/v1/webhooks/replay", b'{"delivery":"\\u0000"}'),
    ("POST", "/v1/webhooks", b'{"url":"https://[::1"}'),
    ("POST", "/v1/webhooks", b'{"url":"https://a:99999/"}'),
    ("POST", "/v1/webhooks", b'{"url":"https://\\u0000.id/"}'),
    ("POST", "/v1/webhooks", b'{"url":"https://' + b"a" * 70 + b'.id/"}'),
    ("GET", "/v1/export?since=0001-01-01T00:00:00%2B14:00", None),
    ("GET", "/v1/export?since=9999-12-31T23:59:59-12:00&form=label-studio", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ODD)
def test_an_odd_request_is_no_failure_of_ours(intake, key, method, path, body):
    answer = intake.request(method, path, headers={**key, "Content-Type": "application/json"}, content=body)

    assert answer.status_code < 500, answer.text
