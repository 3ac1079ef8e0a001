from __future__ import annotations

import pytest

from serving.casework.officers import Right
from serving.review.visitor import way_back
from tests.serving.review.conftest import PASSWORD, csrf_of, with_password
from tests.serving.store.worlds import an_officer


def _log_in(browser, name="sari", password=PASSWORD, **more):
    token = csrf_of(browser.get("/review/login").text.partition('id="login"')[2])
    return browser.post("/review/login", data={"csrf": token, "name": name, "password": password, **more})


def test_who_is_not_logged_in_is_led_to_the_login_and_back(stranger):
    answer = stranger.get("/review/items/x")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/review/login?next=/review/items/x"


def test_a_right_password_opens_a_session_that_scripts_cannot_read(stranger, office):
    with_password(office, "sari")
    answer = _log_in(stranger, next="/review/history")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review/history")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("triage_session="))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert stranger.get("/review/history").status_code == 200


def test_over_https_the_cookie_is_secure_and_tied_to_the_host(stranger, office, app, settings):
    with_password(office, "sari")
    app.state.server.settings = settings.model_copy(update={"public_url": "https://triase.example"})
    stranger.base_url = "https://triase.example"
    answer = _log_in(stranger)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-triage="))
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_a_wrong_password_keeps_the_name_and_tells_no_more_than_an_unknown_name_does(stranger, office):
    with_password(office, "sari")
    wrong, unknown = _log_in(stranger, password="bukan ini"), _log_in(stranger, name="siapa")
    assert wrong.status_code == unknown.status_code == 422
    assert 'value="sari"' in wrong.text
    assert "Nama atau kata sandi salah" in wrong.text
    assert "Nama atau kata sandi salah" in unknown.text


def test_a_login_that_another_site_sends_is_refused(stranger, office):
    with_password(office, "sari")
    assert stranger.post("/review/login", data={"name": "sari", "password": PASSWORD}).status_code == 403


def test_logging_out_ends_the_session_in_the_store(browser):
    token = browser.cookies.get("triage_session")
    assert browser.fill("/review/logout").headers["location"] == "/review/login"
    browser.cookies.set("triage_session", token)
    assert browser.get("/review/history").status_code == 303


@pytest.mark.parametrize(
    "form", ["/review/next", "/review/logout", "/review/items/x/verdict", "/review/verdicts/x/undo"]
)
def test_a_form_without_the_token_of_its_session_is_refused(browser, form):
    assert browser.post(form, data={"act": "accept"}).status_code == 403
    assert browser.post(form, data={"act": "accept", "csrf": "salah"}).status_code == 403


def test_a_form_from_another_site_is_refused_even_with_the_token(browser):
    token = csrf_of(browser.get("/review/history").text)
    for header in ({"sec-fetch-site": "cross-site"}, {"origin": "https://jahat.example"}):
        assert browser.post("/review/next", data={"csrf": token}, headers=header).status_code == 403


def test_a_browser_that_hides_the_origin_of_our_own_form_is_let_in(browser):
    token = csrf_of(browser.get("/review/history").text)
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert browser.post("/review/next", data={"csrf": token}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "path", ["/review", "/review/login", "/review/history", "/review/day", "/review/items/tidak-ada"]
)
def test_no_page_is_kept_by_a_cache_and_none_may_run_foreign_scripts(browser, path):
    headers = browser.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/review", "/review/history", "/review/day", "/review/login"])
def test_no_page_has_a_script_or_style_that_the_content_policy_forbids(browser, path):
    html = browser.get(path, follow_redirects=True).text
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://jahat.example/review", "//jahat.example/review", "/reviewer", "/review\\@jahat", "javascript:1", "/v1/x"],
)
def test_nobody_is_led_to_another_site_after_the_login(elsewhere):
    assert way_back(elsewhere) == "/review"


def test_the_language_is_switched_without_a_login(stranger):
    answer = stranger.post("/review/language", data={"lang": "en", "next": "/review/login"})
    assert answer.headers["location"] == "/review/login"
    assert '<html lang="en">' in stranger.get("/review/login").text
    assert "Log in" in stranger.get("/review/login").text


def test_without_an_open_store_the_pages_say_so(stranger, app):
    app.state.server.office = None
    answer = stranger.get("/review")
    assert answer.status_code == 503
    assert "Server masih membuka penyimpanannya" in answer.text


def test_who_may_not_review_sees_no_queue(enter, office):
    manager = enter(an_officer(office, "manajer", (Right.MANAGE,)))
    assert manager.get("/review").status_code == 403
    assert "/review/quality" in manager.get("/review").text
    assert 'href="/review/history"' not in manager.get("/review").text


def test_without_a_provider_nobody_comes_in_by_its_way_back(stranger):
    assert stranger.get("/review/oidc/callback?code=x&state=y").status_code == 422
