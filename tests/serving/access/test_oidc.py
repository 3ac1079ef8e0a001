"""Logging in at a provider: what is believed, and what isn't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey

from serving.access.errors import (
    LoginNotOurs,
    LoginTooLate,
    ProviderRefused,
    ProviderUnusable,
    TokenRefused,
)
from serving.access.oidc import Pending, Provider, refusal
from tests.serving.access.provider import OUR_ADDRESS, OUR_ID, OUR_SECRET, SmallProvider, a_key, a_provider
from tests.serving.store.worlds import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def there(clock: Clock) -> Iterator[SmallProvider]:
    with a_provider(clock) as provider:
        yield provider


@pytest.fixture
def ours(there: SmallProvider, clock: Clock) -> Provider:
    return Provider(there.issuer, OUR_ID, OUR_SECRET, OUR_ADDRESS, clock)


def came_back(url: str) -> tuple[str, str]:
    """Log in at the provider as a browser does, and return code and state of the address one is sent back to."""
    answer = httpx.get(url)
    assert answer.headers["Location"].startswith(f"{OUR_ADDRESS}?")
    query = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    return query["code"], query["state"]


def logged_in(ours: Provider):
    url, pending = ours.begin()
    return ours.finish(pending, *came_back(url))


def test_a_person_comes_back_with_what_the_provider_knows(there, ours):
    there.claims = {"groups": ["admin-instansi", "ppid"]}

    identity = logged_in(ours)

    assert (identity.issuer, identity.subject) == (there.issuer, "u-77")
    assert identity.key == f"{there.issuer}|u-77"
    assert (identity.name, identity.full_name, identity.email) == ("sari", "Sari Dewi", "sari@example.go.id")
    assert identity.groups == ("admin-instansi", "ppid")


def test_the_way_there_tells_state_nonce_and_challenge_and_keeps_the_verifier(ours):
    url, pending = ours.begin()

    query = dict(parse_qsl(urlsplit(url).query))
    assert (query["client_id"], query["redirect_uri"], query["response_type"]) == (OUR_ID, OUR_ADDRESS, "code")
    assert (query["state"], query["nonce"], query["code_challenge_method"]) == (pending.state, pending.nonce, "S256")
    assert query["scope"] == "openid profile email"
    assert pending.verifier not in url
    assert OUR_SECRET not in url


def test_every_login_is_begun_with_words_of_its_own(ours):
    (_, one), (_, other) = ours.begin(), ours.begin()

    assert not {one.state, one.nonce, one.verifier} & {other.state, other.nonce, other.verifier}


def test_what_waits_for_the_way_back_can_be_kept_in_a_cookie(ours):
    url, pending = ours.begin()

    assert ours.finish(Pending(**asdict(pending)), *came_back(url)).subject == "u-77"


LIES = {
    "iss": {"iss": "https://other.example"},
    "aud": {"aud": "another-client"},
    "aud of several": {"aud": ["another-client", "a-third"]},
    "aud of others by our order": {"aud": ["another-client", "a-third"], "azp": OUR_ID},
    "nonce": {"nonce": "of another login"},
    "sub": {"sub": ""},
    "sub as a number": {"sub": 77},
    "azp": {"aud": [OUR_ID, "another-client"], "azp": "another-client"},
    "no azp": {"aud": [OUR_ID, "another-client"]},
    "exp": {"exp": "later"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_says_something_else_is_refused(there, ours, lie):
    there.claims = LIES[lie]

    with pytest.raises(TokenRefused):
        logged_in(ours)


@pytest.mark.parametrize("claim", ["iss", "aud", "nonce", "sub", "exp", "iat"])
def test_a_token_that_lacks_a_claim_is_refused(there, ours, claim):
    there.dropped = (claim,)

    with pytest.raises(TokenRefused) as refused:
        logged_in(ours)

    assert claim in str(refused.value)


def test_a_token_that_has_expired_is_refused(there, ours, clock):
    there.claims = {"exp": int(clock().timestamp()) - 61}

    with pytest.raises(TokenRefused, match="expired"):
        logged_in(ours)


def test_a_token_of_the_future_is_refused_and_a_minutes_difference_of_clocks_is_not(there, ours, clock):
    at = int(clock().timestamp())
    there.claims = {"iat": at + 59, "exp": at - 59}
    assert logged_in(ours).subject == "u-77"

    there.claims = {"iat": at + 3600}
    with pytest.raises(TokenRefused):
        logged_in(ours)


def test_a_token_signed_by_another_key_of_the_same_name_is_refused(there, ours):
    there.shown = [a_key("satu")]
    other = a_key("lain").as_dict(private=True)
    there.signing = type(a_key("lain")).import_key({**other, "kid": "satu"})

    with pytest.raises(TokenRefused, match="signature"):
        logged_in(ours)


def test_a_token_signed_by_a_key_that_the_provider_does_not_show_is_refused(there, ours):
    there.signing = a_key("lain")

    with pytest.raises(TokenRefused, match="key that it does not show"):
        logged_in(ours)
    assert there.asked.count("/keys") == 2


def test_a_token_without_a_signature_is_refused_even_where_the_provider_says_it_gives_such(there, ours):
    there.algorithm = "none"

    with pytest.raises(TokenRefused):
        logged_in(ours)


@pytest.mark.parametrize("secret", [OUR_SECRET, "public"])
def test_a_token_signed_by_a_shared_secret_is_refused(there, ours, secret):
    word = OUR_SECRET if secret == OUR_SECRET else a_key("satu").as_pem(private=False).decode()
    there.algorithm, there.signing = "HS256", OctKey.import_key(word.strip("-"), {"kid": "satu"})

    with pytest.raises(TokenRefused):
        logged_in(ours)


def test_new_keys_of_the_provider_are_fetched_when_a_token_needs_them(there, ours):
    logged_in(ours)
    there.shown, there.signing = [a_key("satu"), a_key("dua")], a_key("dua")

    assert logged_in(ours).subject == "u-77"
    logged_in(ours)
    assert there.asked.count("/keys") == 2


def test_a_key_that_the_provider_has_withdrawn_is_good_for_an_hour_at_most(there, ours, clock):
    logged_in(ours)
    there.shown = [a_key("dua")]
    clock.move(minutes=60)

    with pytest.raises(TokenRefused):
        logged_in(ours)


def test_the_configuration_is_fetched_once_an_hour(there, ours, clock):
    for _ in range(3):
        ours.begin()
    assert there.asked == ["/.well-known/openid-configuration"]

    clock.move(minutes=60)
    ours.begin()

    assert len(there.asked) == 2


def test_a_login_comes_back_once(there, ours):
    url, pending = ours.begin()
    ours.finish(pending, *came_back(url))
    code, state = came_back(url)

    with pytest.raises(LoginNotOurs):
        ours.finish(pending, code, state)


@pytest.mark.parametrize("state", ["", "x", "\udcff"])
def test_a_state_of_another_login_is_refused_before_the_provider_is_asked(there, ours, state):
    _, pending = ours.begin()

    with pytest.raises(LoginNotOurs):
        ours.finish(pending, "code", state)
    assert "/token" not in there.asked


def test_an_attackers_code_in_somebody_elses_browser_is_refused(there, ours):
    url, _ = ours.begin()
    _, victims = ours.begin()

    with pytest.raises(LoginNotOurs):
        ours.finish(victims, *came_back(url))
    code, _ = came_back(url)
    with pytest.raises(ProviderRefused):
        ours.finish(victims, code, victims.state)


def test_a_login_that_takes_too_long_begins_again(ours, clock):
    url, pending = ours.begin()
    clock.move(minutes=10, seconds=1)

    with pytest.raises(LoginTooLate):
        ours.finish(pending, *came_back(url))


def test_a_code_without_its_verifier_is_worth_nothing(ours):
    url, pending = ours.begin()

    with pytest.raises(ProviderRefused, match="invalid_grant"):
        ours.finish(replace(pending, verifier="x" * 43), *came_back(url))


def test_a_wrong_secret_is_said(there, clock):
    ours = Provider(there.issuer, OUR_ID, "another", OUR_ADDRESS, clock)

    with pytest.raises(ProviderRefused, match="invalid_client") as refused:
        logged_in(ours)
    assert "another" not in str(refused.value)


def test_without_a_secret_pkce_alone_does(there, clock):
    there.secret = ""

    assert logged_in(Provider(there.issuer, OUR_ID, "", OUR_ADDRESS, clock)).subject == "u-77"


def test_the_secret_goes_in_the_form_where_the_provider_wants_it_there(there, ours):
    there.configuration = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert logged_in(ours).subject == "u-77"


@pytest.mark.parametrize("answer", [(200, {"access_token": "a", "token_type": "Bearer"}), (200, {"id_token": 7})])
def test_an_answer_without_an_id_token_is_refused(there, ours, answer):
    there.token_answer = answer

    with pytest.raises(TokenRefused):
        logged_in(ours)


@pytest.mark.parametrize("answer", [(500, "aduh"), (200, "<html>"), (200, [1]), (302, "")])
def test_a_token_endpoint_out_of_order_is_said(there, ours, answer):
    there.token_answer = answer

    with pytest.raises(ProviderUnusable):
        logged_in(ours)


@pytest.mark.parametrize(
    "configuration",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)
def test_a_configuration_that_cannot_be_trusted_is_refused(there, ours, configuration):
    there.configuration = configuration

    with pytest.raises(ProviderUnusable):
        ours.begin()


@pytest.mark.parametrize(
    "issuer", ["http://other.example", "other.example", "", "https://", "http://[", "ftp://127.0.0.1"]
)
def test_an_issuer_that_is_not_https_is_refused(issuer, clock):
    with pytest.raises(ProviderUnusable):
        Provider(issuer, OUR_ID, OUR_SECRET, OUR_ADDRESS, clock)


def test_a_provider_that_is_down_is_said(clock):
    with pytest.raises(ProviderUnusable):
        Provider("http://127.0.0.1:9", OUR_ID, OUR_SECRET, OUR_ADDRESS, clock).begin()


def test_a_provider_without_a_key_that_signs_is_refused(there, ours):
    there.shown = []

    with pytest.raises(ProviderUnusable):
        logged_in(ours)


def test_the_reason_of_a_refusal_is_one_of_the_protocols_words():
    assert "access_denied" in str(refusal("access_denied"))
    assert "<b>" not in str(refusal("<b>hello"))
