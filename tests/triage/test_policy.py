"""What the house has decided beforehand: where the machine may route by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.worlds import CODES, EAST_JAVA, MOJO, ROLES, SURABAYA, URGENCIES, a_policy
from triage.policy import RolloutException, RolloutMode, load_policy

HEALTH = "kabkota.kesehatan"
AUTO, OFF, SHADOW, SUGGEST = RolloutMode.AUTO, RolloutMode.OFF, RolloutMode.SHADOW, RolloutMode.SUGGEST


def test_the_bundled_policy_sends_supervisory_reports_to_a_person_only(policy):
    assert policy.human_only_kinds == ("pengaduan_pengawasan",)
    assert policy.urgent_lane.level == "darurat"


def test_the_bundled_policy_fears_to_miss_a_danger_more_than_to_call_one_too_many(policy):
    assert set(policy.stakes) == set(URGENCIES)
    assert [policy.stakes[level] for level in URGENCIES] == sorted(policy.stakes.values())
    assert policy.stakes["darurat"] > policy.stakes["rendah"]


def test_a_policy_that_says_nothing_of_stakes_or_the_share_has_none_and_four_in_a_hundred():
    assert (a_policy().stakes, a_policy().urgent_lane.share) == ({}, 0.06)


def test_a_copy_is_proposed_only_where_its_agency_is_more_likely_than_not(policy):
    assert policy.copy_threshold > 0.5


def test_without_an_exception_the_rollout_of_the_house_holds():
    assert a_policy(rollout=SUGGEST).mode(HEALTH, SURABAYA) is SUGGEST


@pytest.mark.parametrize(
    ("role", "region", "mode"),
    [
        (HEALTH, SURABAYA, OFF),
        (HEALTH, MOJO, OFF),
        ("kabkota.sosial", SURABAYA, AUTO),
        (HEALTH, EAST_JAVA, AUTO),
        (HEALTH, "35.7", AUTO),
        (HEALTH, "35.781", AUTO),
        (HEALTH, None, AUTO),
    ],
)
def test_an_exception_covers_one_role_in_one_region_with_all_below_it(role, region, mode):
    switched_off = a_policy(rollout_exceptions=(RolloutException(mode=OFF, role=HEALTH, region=SURABAYA),))

    assert switched_off.mode(role, region) is mode


def test_an_exception_for_a_role_holds_everywhere_national_agencies_included():
    shadowed = a_policy(rollout_exceptions=(RolloutException(mode=SHADOW, role="pusat.kpk"),))

    assert [shadowed.mode("pusat.kpk", region) for region in (None, SURABAYA)] == [SHADOW, SHADOW]


def test_an_exception_for_a_region_holds_for_every_role_there():
    shadowed = a_policy(rollout_exceptions=(RolloutException(mode=SHADOW, region=EAST_JAVA),))

    assert {shadowed.mode(role, SURABAYA) for role in ROLES} == {SHADOW}


def test_of_two_exceptions_the_last_one_wins():
    pilot = RolloutException(mode=AUTO, region=SURABAYA)
    province = RolloutException(mode=OFF, region=EAST_JAVA)

    assert a_policy(rollout_exceptions=(province, pilot)).mode(HEALTH, SURABAYA) is AUTO
    assert a_policy(rollout_exceptions=(pilot, province)).mode(HEALTH, SURABAYA) is OFF


@given(st.sampled_from(RolloutMode), st.lists(st.sampled_from(RolloutMode), max_size=4), st.sampled_from(CODES))
def test_an_exception_for_all_overrules_everything_before_it(last, before, region):
    exceptions = (*(RolloutException(mode=mode, region=region) for mode in before), RolloutException(mode=last))

    assert a_policy(rollout_exceptions=exceptions).mode(HEALTH, region) is last


@pytest.mark.parametrize(
    "rule",
    [
        {"target_error": 0.0},
        {"target_error": 1.0},
        {"audit_share": -0.1},
        {"audit_share": 1.1},
        {"copy_threshold": 0.0},
        {"copy_threshold": 1.1},
        {"stakes": {"darurat": 0.0}},
        {"stakes": {"darurat": -1.0}},
        {"stakes": {"darurat": float("inf")}},
        {"urgent_lane": {"threshold": 0.3, "share": 0.0}},
        {"urgent_lane": {"threshold": 0.3, "share": 1.0}},
        {"urgent_lane": {"threshold": 0.0}},
        {"warna": "biru"},
    ],
)
def test_a_policy_cannot_be_built_wrong(rule):
    with pytest.raises(ValidationError):
        a_policy(**rule)


def test_a_policy_cannot_be_changed_under_a_running_house(policy):
    with pytest.raises(ValidationError):
        policy.target_error = 0.5


def test_an_exception_may_write_its_region_without_dots():
    switched_off = a_policy(rollout_exceptions=(RolloutException(mode=OFF, region="3578"),))

    assert switched_off.mode(HEALTH, MOJO) is OFF


def test_a_policy_file_names_its_exceptions(tmp_path):
    path = tmp_path / "aturan.yaml"
    path.write_text(
        "version: kota-1\ntarget_error: 0.1\nurgent_lane: {level: tinggi, threshold: 0.5}\nrollout: suggest\n"
        "rollout_exceptions: [{mode: auto, role: kabkota.kesehatan, region: '35.78'}]\n",
        encoding="utf-8",
    )

    read = load_policy(path)
    assert (read.version, read.mode(HEALTH, SURABAYA), read.mode(HEALTH, "35.07")) == ("kota-1", AUTO, SUGGEST)
