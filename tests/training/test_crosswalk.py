"""What people decided about the names of one history, and what a name means that nobody decided about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.histories import a_mapping, write_yaml
from training.corpus.crosswalk import fold, load_crosswalk
from training.corpus.labels_by_name import Meaning, Names
from training.errors import BrokenMapping
from triage.errors import UnknownAgency
from triage.tasks import Task

BUNDLED = sorted((Path(__file__).resolve().parents[2] / "data" / "mappings" / "crosswalks").glob("*.yaml"))
OF_CATEGORIES = [path for path in BUNDLED if path.stem.endswith(("-categories", "-topics"))]
OF_AGENCIES = [path for path in BUNDLED if path.stem.endswith("-agencies")]

HEALTH, TRANSPORT = "kabkota.kesehatan", "kabkota.perhubungan"


@pytest.fixture
def agency(tmp_path, taxonomy, directory):
    """Return a look-up of an agency by name under a crosswalk of these parts."""
    return lambda name, **parts: _names(tmp_path, taxonomy, directory, "agency_names", parts).agency(name)


@pytest.fixture
def category(tmp_path, taxonomy, directory):
    """Return a look-up of a category by name and id under a crosswalk of these parts."""
    return lambda name, number="", **parts: _names(tmp_path, taxonomy, directory, "category_names", parts).category(
        name, number
    )


def _names(folder, taxonomy, directory, kind, parts) -> Names:
    return Names(a_mapping(**{kind: write_yaml(folder / "silang.yaml", parts)}), taxonomy, directory)


# --- agencies -------------------------------------------------------------------------------


def test_a_name_has_the_agency_that_was_decided_and_its_role(agency):
    found = agency("Puskesmas Pusat", names={"Puskesmas Pusat": f"{HEALTH}:35.78"})

    assert found == Meaning(f"{HEALTH}:35.78", HEALTH)


@pytest.mark.parametrize("name", ["PUSKESMAS PUSAT", " puskesmas   pusat "])
def test_case_and_blanks_of_a_name_do_not_count(agency, name):
    assert agency(name, names={"Puskesmas Pusat": f"{HEALTH}:35.78"}).slug == f"{HEALTH}:35.78"


def test_a_name_whose_town_nobody_states_teaches_its_role_and_is_no_agency(agency):
    assert agency("Loket Sehat", roles={"Loket Sehat": HEALTH}) == Meaning(None, HEALTH)


def test_an_ambiguous_name_whose_agencies_share_a_role_keeps_the_role(agency):
    found = agency("Dinas Jalan", ambiguous={"Dinas Jalan": [f"{TRANSPORT}:35.78", f"{TRANSPORT}:32.04"]})

    assert found == Meaning(None, TRANSPORT, "ambiguous-agency")


def test_an_ambiguous_name_of_two_roles_teaches_nothing(agency):
    found = agency("Kantor Dua", ambiguous={"Kantor Dua": [f"{TRANSPORT}:35.78", f"{HEALTH}:35.78"]})

    assert found == Meaning(None, None, "ambiguous-agency")


def test_an_unmapped_name_is_unknown_even_where_the_directory_has_it(agency):
    assert agency("Dinas Kesehatan").slug == f"{HEALTH}:35.78"
    assert agency("Dinas Kesehatan", unmapped={"dinas kesehatan": "bukan instansi"}) == Meaning(
        problem="unknown-agency"
    )


def test_a_name_that_the_crosswalk_lacks_is_looked_up_in_the_directory(agency):
    assert agency("Dinas Kesehatan", names={"Loket Sehat": f"{TRANSPORT}:35.78"}).slug == f"{HEALTH}:35.78"


@pytest.mark.parametrize("slug", ["kabkota.sihir:35.78", "kabkota.kesehatan:99.99", "dinas kesehatan"])
def test_a_slug_that_the_directory_lacks_is_no_agency(agency, slug):
    assert agency("Loket Sehat", names={"Loket Sehat": slug}) == Meaning(problem="unknown-agency")


# --- categories -----------------------------------------------------------------------------


def test_a_category_s_name_has_the_label_that_was_decided(category):
    assert category("LAMPU mati", names={"Lampu Mati": "pekerjaan-umum.penerangan-jalan"}).slug == (
        "pekerjaan-umum.penerangan-jalan"
    )


def test_a_crosswalk_wins_over_the_taxonomy_and_an_id_over_both(category):
    parts = {"names": {"Kesehatan": "perhubungan"}}

    assert category("Kesehatan").slug == "kesehatan"
    assert category("Kesehatan", **parts).slug == "perhubungan"
    assert category("Kesehatan", "911", **parts).slug == "agama"


@pytest.mark.parametrize("number", ["999999", "sembilan", "²", "911.5", "-911"])
def test_an_id_that_sp4n_does_not_have_leaves_the_name(category, number):
    assert category("Kesehatan", number).slug == "kesehatan"


def test_an_ambiguous_category_is_lost_unless_its_id_tells(category):
    parts = {"ambiguous": {"PKH": ["sosial.pkh-program-keluarga-harapan", "corona-virus.pkh-program-keluarga-harapan"]}}

    assert category("PKH", **parts) == Meaning(problem="ambiguous-label")
    assert category("PKH", "1660", **parts).slug == "corona-virus.pkh-program-keluarga-harapan"


def test_an_unmapped_category_is_unknown_even_where_the_taxonomy_has_it(category):
    assert category("Kesehatan", unmapped={"kesehatan": "kantor, bukan masalah"}) == Meaning(problem="unknown-label")


def test_a_slug_that_the_taxonomy_lacks_is_no_label(category):
    assert category("Lampu Mati", names={"Lampu Mati": "pekerjaan-umum.lampu-ajaib"}) == Meaning(
        problem="unknown-label"
    )


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        {"names": {"Loket": HEALTH, "LOKET": TRANSPORT}},
        {"names": {"Loket": HEALTH}, "roles": {"loket": HEALTH}},
        {"names": {"Loket": HEALTH}, "ambiguous": {"Loket": [HEALTH, TRANSPORT]}},
        {"names": {"Loket": HEALTH}, "unmapped": {"loket": "bukan instansi"}},
        {"ambiguous": {"Loket": [HEALTH, TRANSPORT]}, "unmapped": {"Loket": "bukan instansi"}},
    ],
)
def test_a_name_that_is_given_two_meanings_breaks_the_crosswalk(tmp_path, parts):
    with pytest.raises(BrokenMapping, match="two meanings"):
        load_crosswalk(write_yaml(tmp_path / "silang.yaml", parts))


def test_spellings_that_differ_in_case_may_stand_side_by_side_if_they_mean_the_same(tmp_path):
    parts = {
        "names": {"Loket": HEALTH, "LOKET": HEALTH},
        "unmapped": {"Admin": "bukan instansi", "ADMIN": "pengelola"},
    }

    crosswalk = load_crosswalk(write_yaml(tmp_path / "silang.yaml", parts))

    assert (dict(crosswalk.names), crosswalk.unmapped) == ({"loket": HEALTH}, {"admin"})


@pytest.mark.parametrize("content", [["Loket"], {"nama": {"Loket": HEALTH}}, {"ambiguous": {"Loket": HEALTH}}])
def test_a_crosswalk_of_another_shape_is_broken(tmp_path, content):
    with pytest.raises(BrokenMapping, match="silang"):
        load_crosswalk(write_yaml(tmp_path / "silang.yaml", content))


def test_an_absent_crosswalk_is_named(tmp_path):
    with pytest.raises(BrokenMapping, match=r"tidak-ada\.yaml"):
        load_crosswalk(tmp_path / "tidak-ada.yaml")


# --- the bundled ones -----------------------------------------------------------------------


def test_five_crosswalks_are_bundled_and_each_is_of_one_kind():
    assert len(BUNDLED) == 5
    assert sorted([*OF_CATEGORIES, *OF_AGENCIES]) == BUNDLED


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_bundled_crosswalk_says_one_thing_of_each_name(path):
    crosswalk = load_crosswalk(path)

    parts = [set(part) for part in (crosswalk.names, crosswalk.roles, crosswalk.ambiguous, crosswalk.unmapped)]
    assert len(crosswalk.names) > 10
    assert sum(map(len, parts)) == len(set().union(*parts))
    assert all(name == fold(name) for part in parts for name in part)
    assert all(len(set(slugs)) > 1 for slugs in crosswalk.ambiguous.values())


@pytest.mark.parametrize("path", OF_CATEGORIES, ids=lambda path: path.stem)
def test_every_category_of_a_bundled_crosswalk_is_in_the_taxonomy(path, taxonomy):
    crosswalk = load_crosswalk(path)
    slugs = {*crosswalk.names.values(), *(slug for several in crosswalk.ambiguous.values() for slug in several)}

    assert slugs <= set(taxonomy.slugs(Task.CATEGORY))
    assert not crosswalk.roles


@pytest.mark.parametrize("path", OF_AGENCIES, ids=lambda path: path.stem)
def test_every_agency_and_role_of_a_bundled_crosswalk_is_in_the_directory(path, directory):
    crosswalk = load_crosswalk(path)
    slugs = {*crosswalk.names.values(), *(slug for several in crosswalk.ambiguous.values() for slug in several)}

    assert {slug for slug in slugs if not _known(directory, slug)} == set()
    assert set(crosswalk.roles.values()) <= set(directory.roles)


def _known(directory, slug: str) -> bool:
    try:
        return directory.get(slug).slug == slug
    except UnknownAgency:
        return slug in directory.roles
