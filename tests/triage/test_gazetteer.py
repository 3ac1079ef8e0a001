"""Every name of a region, and how names are told from words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import CITY_OF_BANDUNG, EAST_JAVA, GUBENG, MOJO, REGENCY_OF_BANDUNG, SURABAYA, the_gazetteer
from triage.errors import BrokenCatalog
from triage.gazetteer import Gazetteer, load_place_rules
from triage.regions import Regions, fold_name


def test_a_name_without_its_level_means_the_city_and_the_regency():
    assert the_gazetteer().named("bandung", 2) == (REGENCY_OF_BANDUNG, CITY_OF_BANDUNG)


@pytest.mark.parametrize(
    ("name", "code"), [("sby", SURABAYA), ("jatim", EAST_JAVA), ("jakpus", "31.71"), ("kabupatenbandung", "32.04")]
)
def test_short_and_full_names_mean_one_region(name, code):
    assert the_gazetteer().named(name) == (code,)


def test_a_level_narrows_a_name_and_the_higher_one_comes_first():
    gazetteer = the_gazetteer()

    assert GUBENG in gazetteer.named("gubeng", 3)
    assert all(code.count(".") == 2 for code in gazetteer.named("gubeng", 3))
    codes = gazetteer.named("gubeng")
    assert list(codes) == sorted(codes, key=lambda code: (code.count("."), code))


def test_what_nobody_is_called_is_not_known():
    assert not the_gazetteer().knows("xyzzy")
    assert the_gazetteer().named("xyzzy") == ()


@pytest.mark.parametrize("code", ["31", SURABAYA, GUBENG, MOJO, "51.03", "91.71"])
def test_every_region_is_found_by_its_own_name(code):
    assert code in the_gazetteer().named(fold_name(Regions().get(code).name))


def test_every_short_name_belongs_to_a_region_that_exists():
    gazetteer = the_gazetteer()

    assert all(gazetteer.regions.get(code) for code in gazetteer.rules.also_called)


@pytest.mark.parametrize(
    ("written", "level", "within", "found"),
    [
        ("gubng", 3, SURABAYA, (GUBENG,)),
        ("gubegn", 3, SURABAYA, (GUBENG,)),
        ("slemn", 2, "", ("34.04",)),
        ("mojp", 4, SURABAYA, ()),
        ("sawahen", 3, SURABAYA, ("35.78.06",)),
        ("gubng", 3, "34.04", ()),
        ("xyzzyxyzzy", 3, SURABAYA, ()),
    ],
)
def test_a_misspelt_name_is_sought_near_what_is_known_and_not_when_it_is_short(written, level, within, found):
    assert the_gazetteer().nearly(written, level, [within]) == found


def test_a_names_own_spelling_is_nearest_to_itself():
    for code in (GUBENG, "35.78.06", "35.78.05"):
        assert the_gazetteer().nearly(fold_name(Regions().get(code).name), 3, [SURABAYA]) == (code,)


def test_words_that_are_regions_too_are_words_first():
    gazetteer = the_gazetteer()

    assert gazetteer.is_common("makmur", "makmur")
    assert gazetteer.is_word("batu")
    assert not gazetteer.is_word("surabaya")
    assert not gazetteer.is_common("maguwoharjo", "Maguwoharjo")
    assert gazetteer.is_rare("maguwoharjo")


def test_a_deployments_own_names_are_known_in_any_spelling():
    own = Gazetteer(Regions(), extra={"Pasar Turi": "35.78.13.1005"})

    assert own.knows("pasarturi")
    assert own.placed(fold_name("PASAR-TURI")) == "35.78.13.1005"
    assert the_gazetteer().placed("pasarturi") is None


@given(st.text(max_size=12), st.integers(1, 4))
def test_any_word_can_be_looked_up(written, level):
    codes = the_gazetteer().named(fold_name(written), level)

    assert all(code.count(".") + 1 == level for code in codes)


# --- the rules file -------------------------------------------------------------------------


def test_the_bundled_rules_say_that_a_person_or_a_dish_is_no_place():
    weights = load_place_rules().weights

    assert weights.cue > weights.upper > weights.inside > 0.0
    assert weights.cue + weights.person < 0.0
    assert weights.upper + weights.thing < 0.0
    assert weights.cue + weights.misspelt > weights.upper


def test_sharing_more_with_the_known_region_never_counts_less():
    prior = load_place_rules().prior

    for ladder in (prior.hint, prior.tenant):
        assert list(ladder) == sorted(ladder)
    assert all(of_hint >= of_tenant for of_hint, of_tenant in zip(prior.hint, prior.tenant, strict=True))


@pytest.mark.parametrize("text", ["version: uji\nwarna: biru\n", "version: uji\nweights: {cue: banyak}\n"])
def test_rules_that_break_their_schema_are_refused(tmp_path, text):
    path = tmp_path / "tempat.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"tempat\.yaml"):
        load_place_rules(path)
