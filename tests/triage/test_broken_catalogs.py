"""A catalogue file that breaks its schema is refused when it is read, with its name and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from features.misconduct.signs import load_signs
from triage.deadlines import load_clocks
from triage.directory import load_directory
from triage.duties import load_duties
from triage.emergency import load_emergency
from triage.errors import BrokenCatalog
from triage.gazetteer import load_place_rules
from triage.jurisdiction import load_jurisdiction
from triage.policy import RolloutMode, load_policy
from triage.roles import load_roles
from triage.taxonomy import load_taxonomy
from triage.time_zones import load_time_zones

Refusal = Callable[[Callable[[Path], object], str], str]


@pytest.fixture
def refusal(tmp_path) -> Refusal:
    """Return what a loader says against a file of the given text; the file's name must occur in it."""

    def ask(load: Callable[[Path], object], text: str) -> str:
        path = tmp_path / "kota-saya.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BrokenCatalog) as refused:
            load(path)
        assert "kota-saya.yaml" in str(refused.value)
        return str(refused.value)

    return ask


def load_overlay(path: Path) -> object:
    return load_directory([path])


def load_some_duties(path: Path) -> object:
    return load_duties(["kabkota.kesehatan"], path)


LOADERS = [
    load_taxonomy,
    load_roles,
    load_overlay,
    load_policy,
    load_clocks,
    load_jurisdiction,
    load_some_duties,
    load_place_rules,
    load_signs,
    load_time_zones,
    load_emergency,
]


@pytest.mark.parametrize("load", LOADERS)
def test_a_file_that_is_absent_is_named(tmp_path, load):
    with pytest.raises(BrokenCatalog, match=r"hilang\.yaml"):
        load(tmp_path / "hilang.yaml")


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize(
    ("text", "problem"),
    [("a: [1, 2", "not YAML"), ("- a\n- b\n", "no mapping"), ("", "no mapping"), ("satu kalimat", "no mapping")],
)
def test_a_file_without_a_mapping_of_yaml_is_refused(refusal, load, text, problem):
    assert problem in refusal(load, text)


@pytest.mark.parametrize("load", LOADERS)
def test_a_file_in_another_encoding_is_refused(tmp_path, load):
    path = tmp_path / "latin.yaml"
    path.write_bytes("id: café".encode("latin-1"))
    with pytest.raises(BrokenCatalog, match=r"latin\.yaml.*UTF-8"):
        load(path)


@pytest.mark.parametrize("load", LOADERS)
def test_a_file_that_lacks_its_keys_is_refused(refusal, load):
    refusal(load, "warna: biru\n")


# --- taxonomy -------------------------------------------------------------------------------


def categories(rows: str) -> str:
    return f"id: kota\nversion: 1\nkinds: []\nurgencies: []\ncategories: {rows}\n"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("[{slug: a, name: {id: A, en: A}}, {slug: a, name: {id: B, en: B}}]", "a occurs twice"),
        ("[{slug: a.b, parent: a, name: {id: B, en: B}}, {slug: a, name: {id: A, en: A}}]", "must stand before it"),
        ("[{slug: a, parent: langit, name: {id: A, en: A}}]", "must stand before it"),
        ("[{slug: a, name: {id: A, en: A}, successors: [z]}]", "unknown successors ['z']"),
        ("[{slug: a}]", "name"),
        ("[{slug: a, name: Jalan}]", "mapping"),
        ("[{slug: a, name: {en: A}}]", "id"),
        ("jalan", "string"),
    ],
)
def test_a_taxonomy_that_contradicts_itself_is_refused(refusal, rows, problem):
    assert problem in refusal(load_taxonomy, categories(rows))


def test_a_label_that_succeeds_itself_is_refused(refusal):
    refusal(load_taxonomy, categories("[{slug: a, name: {id: A, en: A}, successors: [a]}]"))


def test_labels_that_succeed_each_other_are_refused(refusal):
    pair = "[{slug: a, name: {id: A, en: A}, successors: [b]}, {slug: b, name: {id: B, en: B}, successors: [a]}]"
    refusal(load_taxonomy, categories(pair))


@pytest.mark.parametrize("aliases", ["[2021]", "[No]", "Aspirasi"])
def test_an_alias_that_yaml_does_not_read_as_a_text_in_a_list_is_refused(refusal, aliases):
    refusal(load_taxonomy, categories(f"[{{slug: a, name: {{id: A, en: A}}, aliases: {aliases}}}]"))


# --- roles ----------------------------------------------------------------------------------


def role(slug: str = "a", **keys: str) -> str:
    known = {"slug": slug, "level": "kabkota", "function": "f", "name": "{id: 'A {region}', en: 'A {region}'}", **keys}
    return "{" + ", ".join(f"{key}: {value}" for key, value in known.items()) + "}"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (role() + ", " + role(), "a occurs twice"),
        (role(parent="b"), "unknown parent b"),
        (role(level="kota"), "kota"),
    ],
)
def test_roles_that_contradict_each_other_are_refused(refusal, rows, problem):
    assert problem in refusal(load_roles, f"roles: [{rows}]\n")


@pytest.mark.parametrize("rows", [role(parent="a"), role(parent="b") + ", " + role("b", parent="a")])
def test_roles_that_turn_to_each_other_in_a_circle_are_refused(refusal, rows):
    refusal(load_roles, f"roles: [{rows}]\n")


def test_a_role_whose_name_asks_for_more_than_its_region_is_refused(refusal):
    refusal(load_roles, f"roles: [{role(name='''{id: 'Dinas {town}', en: 'Office'}''')}]\n")


# --- units of a region ----------------------------------------------------------------------


def unit(keys: str = "", region: str = "'35.78'", places: str = "{}") -> str:
    row = f"{{name: Dinas Uji, roles: [kabkota.kesehatan]{keys}}}"
    return f"region: {region}\nunits: [{row}]\nplaces: {places}\n"


@pytest.mark.parametrize(
    "text",
    [
        "region: '35.78'\nunits: [{name: Dinas Uji, roles: []}]\n",
        "region: '35.78'\nunits: [{name: Dinas Uji}]\n",
        "region: '35.78'\nunits: {nama: Dinas Uji}\n",
        "units: []\n",
    ],
)
def test_a_unit_without_a_role_or_a_region_is_refused(refusal, text):
    refusal(load_overlay, text)


def test_a_unit_of_an_unknown_role_is_refused_with_the_name_of_its_own_file(refusal):
    said = refusal(load_overlay, "region: '35.78'\nunits: [{name: Dinas Uji, roles: [kabkota.sihir]}]\n")

    assert "kabkota.sihir" in said


@pytest.mark.parametrize("share", ["banyak", "0", "-1", ".nan"])
def test_the_share_of_a_unit_is_a_positive_number(refusal, share):
    refusal(load_overlay, unit(f", share: {share}"))


@pytest.mark.parametrize("region", ["'99.99'", "32.10"])
def test_a_region_file_that_belongs_to_no_region_is_refused(refusal, region):
    """`32.10` without quotes is a number to YAML, 32.1: the file would silently belong to nobody."""
    refusal(load_overlay, unit(region=region))


@pytest.mark.parametrize("places", ["[Kampung Baru]", "{Kampung Baru: 35.78}", "{Kampung Baru: '35.78'}"])
def test_a_spelling_of_a_place_leads_to_a_district_or_a_village(refusal, places):
    refusal(load_overlay, unit(places=places))


# --- policy and clocks ----------------------------------------------------------------------

POLICY = "version: uji\ntarget_error: 0.05\nurgent_lane: {threshold: 0.3}\n"


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ("audit_share: 1.5", "audit_share"),
        ("copy_threshold: 0", "copy_threshold"),
        ("urgent_lane: {threshold: 0.3, answer_within_minutes: 0}", "urgent_lane.answer_within_minutes"),
        ("rollout: mungkin", "rollout"),
        ("warna: biru", "warna"),
        ("rollout_exceptions: [{mode: auto, region: 35.78}]", "rollout_exceptions.0.region"),
    ],
)
def test_a_policy_that_breaks_its_schema_says_where(refusal, rule, where):
    assert f"{where}:" in refusal(load_policy, f"{POLICY}{rule}\n")


def test_off_is_a_rollout_mode_although_yaml_takes_it_for_no(tmp_path):
    path = tmp_path / "aturan.yaml"
    path.write_text(f"{POLICY}rollout: off\nrollout_exceptions: [{{mode: off, region: '35.78'}}]\n", encoding="utf-8")

    read = load_policy(path)
    assert [read.rollout, read.rollout_exceptions[0].mode] == [RolloutMode.OFF, RolloutMode.OFF]


@pytest.mark.parametrize("finish", ["{}", "{aspirasi: lama}", "14", "{aspirasi: -1}"])
def test_clocks_without_working_days_are_refused(refusal, finish):
    refusal(load_clocks, f"version: uji\nsource: uji\nverify: 3\nfirst_follow_up: 5\nfinish: {finish}\n")


@pytest.mark.parametrize("text", [unit(region="32.10"), unit(places="{Kampung Baru: 35.78}")])
def test_a_code_that_yaml_took_for_a_number_is_to_be_quoted(refusal, text):
    assert "it should be a text in quotes, not a number" in refusal(load_overlay, text)


def test_a_place_of_another_town_is_refused(refusal):
    refusal(load_overlay, unit(places="{Kampung Baru: '35.73.01'}"))


def test_a_misspelt_key_is_refused(refusal):
    assert "alias" in refusal(load_overlay, unit(", alias: [x]"))
