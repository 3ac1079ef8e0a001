"""Administration: users and keys, the stop button, and what the machine runs on, for administrators alone."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from serving.access.api_keys import list_keys, officer_of_key
from serving.access.users import find_user
from serving.casework.control import stopped
from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from tests.serving.review.conftest import Browser, Enter
from tests.serving.store.worlds import (
    HEALTH,
    OTHER_HEALTH,
    SURABAYA_GOVERNMENT,
    a_body,
    a_unit,
    an_officer,
    clock_of,
)
from tests.worlds import a_lane_point, a_policy

ADMIN, USERS = "/review/admin", "/review/admin/users"
PAGES = [
    ADMIN, f"{ADMIN}/stop", f"{ADMIN}/model", f"{ADMIN}/policy", USERS, f"{ADMIN}/new-user", f"{USERS}/sari",
    f"{ADMIN}/webhooks", f"{ADMIN}/webhooks/satu",
]  # fmt: skip
A_USER = {"name": "budi", "full_name": "Budi Santoso", "right": ["review"], "tier": "national", "language": "id"}


@pytest.fixture
def root(office: Office) -> Officer:
    return an_officer(office, "admin", (Right.ADMIN,))


@pytest.fixture
def admin(enter: Enter, root: Officer) -> Browser:
    return enter(root)


def send(browser: Browser, path: str, **fields: Any) -> Any:
    return browser.fill(path, page=ADMIN, **fields)


@pytest.mark.parametrize("path", PAGES)
def test_who_is_no_administrator_gets_no_page_of_administration(browser, path):
    assert browser.get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["admin/new-user", "admin/stop", "admin/resume", "admin/users/sari/keys", "admin/webhooks"]
)
def test_who_is_no_administrator_changes_nothing(browser, office, path):
    assert browser.fill(f"/review/{path}", reason="coba", meant="yes", **A_USER).status_code == 403
    assert stopped(office) is None


def test_only_administrators_see_the_way_there(browser, admin):
    assert f'href="{ADMIN}"' not in browser.get("/review").text
    assert f'href="{ADMIN}"' in admin.get("/review/practice").text


@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_of_administration_may_be_kept(admin, sari, path):
    answer = admin.get(path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<[^>]+ (?:style|on\w+)=", answer.text)


@pytest.mark.parametrize(
    "path", ["new-user", "users/sari", "users/sari/deactivate", "users/sari/password", "stop", "webhooks"]
)
def test_a_form_without_its_token_changes_nothing(admin, office, root, sari, path):
    refused = admin.post(f"{ADMIN}/{path}", data={**A_USER, "reason": "coba", "meant": "yes"})

    assert refused.status_code == 403
    assert find_user(office, root, "sari").active
    assert stopped(office) is None


def test_a_user_is_added_and_shown(admin, office, root):
    added = send(admin, f"{ADMIN}/new-user", password="empat kata yang panjang", **{**A_USER, "name": "Budi"})

    assert added.headers["location"] == f"{USERS}/budi?done=user-added"
    shown = admin.get(added.headers["location"]).text
    assert "Pengguna ditambahkan." in shown
    assert "Budi Santoso" in admin.get(USERS, params={"query": "santo"}).text
    assert "Budi Santoso" not in admin.get(USERS, params={"query": "wati"}).text
    assert find_user(office, root, "budi").rights == {Right.REVIEW}


def test_a_form_that_cannot_be_taken_keeps_what_was_typed_but_no_password(admin):
    again = send(admin, f"{ADMIN}/new-user", password="pendek", **{**A_USER, "right": ["audit"]})

    assert again.status_code == 422
    assert 'data-code="access/password-too-weak"' in again.text
    assert 'value="Budi Santoso"' in again.text
    assert re.search(r'value="audit" checked', again.text)
    assert not re.search(r'value="review" checked', again.text)
    assert "pendek" not in re.sub(r'<section class="alert".*?</section>', "", again.text, flags=re.DOTALL)


def test_an_agency_is_found_by_its_name_without_a_script(admin, office, root):
    form = {**A_USER, "tier": "unit", "agency_query": "dinas kesehatan surabaya"}
    searched = send(admin, f"{ADMIN}/new-user", act="search", **form)
    unfinished = send(admin, f"{ADMIN}/new-user", **form)
    chosen = send(admin, f"{ADMIN}/new-user", **{**form, "agency_query": "", "agency": HEALTH})

    assert searched.status_code == 200
    assert f'value="{HEALTH}"' in searched.text
    assert 'data-code="review/agency-to-choose"' in unfinished.text
    assert chosen.status_code == 303
    assert find_user(office, root, "budi").scope == a_unit()


def test_a_unit_without_its_agency_is_told(admin):
    assert 'data-code="access/scope-unclear"' in send(admin, f"{ADMIN}/new-user", **{**A_USER, "tier": "unit"}).text


def test_rights_and_part_are_changed(admin, office, root, sari):
    fields = {"full_name": "Sari", "right": ["review", "secret"], "tier": "body", "agency": SURABAYA_GOVERNMENT}
    changed = send(admin, f"{USERS}/sari", language="en", **fields)
    now = find_user(office, root, "sari")

    assert changed.status_code == 303
    assert (now.rights, now.scope, now.language) == ({Right.REVIEW, Right.SECRET}, a_body(), "en")


def test_nobody_closes_or_lowers_the_own_account(admin, office, root):
    closed = send(admin, f"{USERS}/admin/deactivate")
    lowered = send(admin, f"{USERS}/admin", full_name="Admin", right=["review"], tier="national", language="id")

    assert closed.status_code == lowered.status_code == 403
    assert find_user(office, root, "admin").rights == {Right.ADMIN}
    assert 'data-act="deactivate"' not in admin.get(f"{USERS}/admin").text


def test_a_closed_account_ends_its_sessions_and_can_be_opened_again(admin, browser, office, root):
    assert browser.get("/review/practice").status_code == 200
    send(admin, f"{USERS}/sari/deactivate")

    assert browser.get("/review/practice").status_code == 303
    assert "akun ditutup" in admin.get(f"{USERS}/sari").text
    send(admin, f"{USERS}/sari/reactivate")
    assert find_user(office, root, "sari").active


def test_a_password_is_set_and_a_lock_taken_off(admin, office, root):
    an_officer(office, "budi", failures=8, locked_until=office.now().replace(year=2027))
    assert "Terkunci" in admin.get(f"{USERS}/budi").text
    send(admin, f"{USERS}/budi/unlock")

    assert find_user(office, root, "budi").locked_until is None
    assert send(admin, f"{USERS}/budi/password", password="empat kata yang panjang").status_code == 303
    assert send(admin, f"{USERS}/budi/password", password="pendek").status_code == 422


def test_an_administrator_of_a_body_does_not_see_users_of_another(enter, office):
    an_officer(office, "tina", scope=a_unit(OTHER_HEALTH))
    an_officer(office, "hadi", scope=a_unit())
    surabaya = enter(an_officer(office, "kepala", (Right.ADMIN,), a_body()))
    listed = surabaya.get(USERS).text

    assert "hadi" in listed
    assert "tina" not in listed
    assert surabaya.get(f"{USERS}/tina").status_code == 404
    assert surabaya.get(f"{USERS}/hadi").status_code == 200


def test_an_api_key_is_shown_once_and_can_be_revoked(admin, office, root, sari):
    made = send(admin, f"{USERS}/sari/keys", label="mesin penerima", ends="2027-01-31")
    found = re.search(r'id="new-key">(tri_[^<]+)<', made.text)
    assert found
    key = list_keys(office, root, sari.id)[0]

    assert officer_of_key(office, found[1]) == sari
    assert found[1] not in admin.get(f"{USERS}/sari").text
    assert "31 Jan 2027" in admin.get(f"{USERS}/sari").text
    send(admin, f"{USERS}/sari/keys/{key.id}/revoke")
    assert officer_of_key(office, found[1]) is None


def test_a_key_that_ends_before_it_begins_keeps_its_label(admin, office, root, sari):
    refused = send(admin, f"{USERS}/sari/keys", label="mesin penerima", ends="2020-01-31")

    assert refused.status_code == 422
    assert 'value="mesin penerima"' in refused.text
    assert list_keys(office, root, sari.id) == []


def test_the_machine_is_stopped_only_with_a_reason_and_when_it_is_meant(admin, office):
    assert send(admin, f"{ADMIN}/stop", reason="Salah arah sejak pagi").status_code == 422
    assert send(admin, f"{ADMIN}/stop", reason=" ", meant="yes").status_code == 422
    assert stopped(office) is None
    kept = send(admin, f"{ADMIN}/stop", reason="Salah arah sejak pagi").text
    assert ">Salah arah sejak pagi</textarea>" in kept


def test_everybody_reads_why_the_machine_is_stopped_until_it_runs_again(admin, browser, office):
    send(admin, f"{ADMIN}/stop", reason="Salah arah <sejak> pagi", meant="yes")

    assert "Salah arah &lt;sejak&gt; pagi" in browser.get("/review/practice").text
    assert "Jalankan lagi" in admin.get(ADMIN).text
    clock_of(office).move(minutes=5)
    send(admin, f"{ADMIN}/resume", reason="Sudah diperbaiki", meant="yes")
    assert "Salah arah" not in browser.get("/review/practice").text


def test_the_model_page_says_that_a_model_is_loading_or_why_it_is_not(admin, app):
    assert "belum selesai dimuat" in admin.get(f"{ADMIN}/model").text
    from serving.engine.errors import ModelNotOpened

    app.state.server.failure = ModelNotOpened(kind="OSError")
    assert "Model tidak dapat dimuat" in admin.get(f"{ADMIN}/model").text


def test_the_model_page_shows_versions_and_operating_points(admin, app):
    point = SimpleNamespace(answer="agency", target_error=0.05, delta=0.1, threshold=0.873, n=412)
    uncertain = SimpleNamespace(answer="agency", target_error=0.01, delta=0.1, threshold=None, n=412)
    app.state.server.engine = an_engine(points=(point, uncertain), in_force=point)
    shown = admin.get(f"{ADMIN}/model").text

    assert "0,873" in shown
    assert "tidak dapat dijamin" in shown
    assert "sidik-bundel" in shown


def test_the_policy_page_shows_the_rules_by_their_names(admin):
    shown = admin.get(f"{ADMIN}/policy").text

    assert "Versi uji" in shown
    assert "Pengaduan Berkadar Pengawasan" in shown
    assert "90 hari" in shown
    assert '<form method="post" action="/review/admin/policy' not in shown


def test_the_model_page_shows_the_thresholds_of_the_urgent_lane(admin, app):
    wide, narrow = a_lane_point(0.127, recall=0.912), a_lane_point(0.354, share=0.02)
    app.state.server.engine = an_engine(points=(), in_force=None, lanes=(wide, narrow), lane_in_force=wide)
    shown = admin.get(f"{ADMIN}/model").text

    assert "ambang 0,127, supaya sekitar 6% laporan masuk" in shown
    assert {"0,354", "91% dari 40"} <= set(re.findall(r"<td>([^<]+)</td>", shown))


def test_the_model_page_says_that_the_policy_stands_in_for_a_threshold_that_was_not_fitted(admin, app):
    app.state.server.engine = an_engine(points=(), in_force=None, lanes=(a_lane_point(share=0.02),))

    assert "tidak punya ambang untuk 6% laporan; yang berlaku ambang kebijakan, 0,3" in admin.get(f"{ADMIN}/model").text


def an_engine(points: Any, in_force: Any, lanes: Any = (), lane_in_force: Any = None) -> Any:
    """Return what the page asks of an engine."""
    origin = SimpleNamespace(
        trained_at="2026-11-01", encoder=None, data_digest="d", config_digest="c", seed=7, git_commit="g"
    )
    manifest = SimpleNamespace(name="triage", digest="sidik-bundel", written_by="0.6", origin=origin)
    reference = SimpleNamespace(
        name="triage", version="sidik-bundel", recipe="r", label_space="l", taxonomy="sp4n@2026"
    )
    predictor = SimpleNamespace(reference=reference, operating_points=points, lane_points=lanes)
    bundle = SimpleNamespace(manifest=manifest, predictor=predictor)
    triager = SimpleNamespace(
        policy=a_policy(),
        router=SimpleNamespace(jurisdiction=SimpleNamespace(version="j")),
        clocks=SimpleNamespace(version="k"),
        emergency=SimpleNamespace(version="m"),
        operating_point=in_force,
        lane_point=lane_in_force,
    )
    return SimpleNamespace(bundle=bundle, triager=triager)
