"""Signatures that receivers check with the library of Standard Webhooks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from serving.webhooks.signing import Secret, new_secret, read, signed_headers, written

KEY, OTHER_KEY = b"k" * 32, b"l" * 32
BODY = '{"type":"case.settled","data":{"agency":"kabkota.kesehatan:35.78","catatan":"✓"}}'.encode()


def test_a_receiver_accepts_what_was_signed_and_nothing_that_was_changed():
    secret = new_secret(KEY)
    headers = signed_headers([secret], "peristiwa-1", datetime.now(UTC), BODY)

    assert secret.text.startswith("whsec_")
    assert Webhook(secret.text).verify(BODY, headers)["type"] == "case.settled"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.text).verify(BODY.replace(b"settled", b"refused"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.text).verify(BODY, {**headers, "webhook-id": "peristiwa-2"})
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret(OTHER_KEY).text).verify(BODY, headers)


def test_a_message_that_somebody_sends_again_later_is_too_old():
    secret = new_secret(KEY)
    headers = signed_headers([secret], "peristiwa-1", datetime.now(UTC) - timedelta(minutes=10), BODY)

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret.text).verify(BODY, headers)


def test_a_replaced_secret_signs_beside_the_new_one_until_its_time_is_over():
    now = datetime.now(UTC)
    fresh, old = new_secret(KEY), Secret(new_secret(OTHER_KEY).text, now + timedelta(minutes=1))

    both = signed_headers([fresh, old], "peristiwa-1", now, BODY)
    later = signed_headers([fresh, old], "peristiwa-1", now + timedelta(minutes=1), BODY)

    for secret in (fresh, old):
        Webhook(secret.text).verify(BODY, both)
    Webhook(fresh.text).verify(BODY, later)
    with pytest.raises(WebhookVerificationError):
        Webhook(old.text).verify(BODY, later)


@given(st.lists(st.builds(Secret, st.text(), st.none() | st.datetimes(timezones=st.just(UTC)))))
def test_secrets_are_read_as_they_were_written(secrets):
    assert list(read(written(secrets))) == secrets
