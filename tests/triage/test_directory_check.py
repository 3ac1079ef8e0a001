"""What is wrong with a catalogue of agencies is told in one line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.directory_check import check_directory

NATIONAL = "  - {slug: pusat.jalan, level: pusat, function: jalan, name: {id: Kementerian Jalan}}\n"
LOCAL = (
    "  - {slug: kabkota.jalan, level: kabkota, function: jalan, name: {id: 'Dinas Jalan {region}'}, "
    "parent: pusat.jalan}\n"
)
FORMER = "former: [{name: Departemen Jalan, until: 1999, successors: [pusat.jalan]}]\n"
TOWN = 'region: "35.78"\nunits: [{name: Dinas Jalan Raya, roles: [kabkota.jalan], aliases: [djr]}]\n'


@pytest.fixture
def catalog(tmp_path: Path):
    """Write a small catalogue that is whole, with the files a test gives in the place of its own."""

    def written(**changed: str) -> Path:
        (tmp_path / "units").mkdir()
        kept = {"roles": f"roles:\n{NATIONAL}{LOCAL}", "former": FORMER, "units/35.78": TOWN}
        for name, text in {**kept, **changed}.items():
            (tmp_path / f"{name.replace('town', 'units/35.78')}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_a_catalogue_that_is_whole_is_counted(catalog):
    checked = check_directory(catalog=catalog())

    assert checked.problems == ()
    assert (checked.roles, checked.overlays, checked.former) == (2, 1, 1)


def role(slug: str, **keys: str) -> str:
    level = slug.partition(".")[0]
    known = {"slug": slug, "level": level, "function": "f", "name": "{id: 'Kantor {region}'}", **keys}
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in known.items()) + "}\n"


@pytest.mark.parametrize(
    ("roles", "problem"),
    [
        (role("kabkota.air"), "kabkota.air has no parent"),
        (
            role("provinsi.air", parent="kabkota.jalan"),
            "the parent of provinsi.air, kabkota.jalan, sits at a level below",
        ),
        (
            role("kabkota.air", parent="pusat.jalan", aliases="[DINAS-JALAN]"),
            "names kabkota.jalan and kabkota.air at the level kabkota",
        ),
        (role("kabkota.air", parent="pusat.air"), "kabkota.air has the unknown parent pusat.air"),
    ],
)
def test_a_role_without_a_chain_up_or_with_anothers_name_is_told(catalog, roles, problem):
    checked = check_directory(catalog=catalog(roles=f"roles:\n{NATIONAL}{LOCAL}{roles}"))

    (told,) = checked.problems
    assert told.startswith("roles.yaml: ")
    assert problem in told


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "former",
            "former: [{name: A, until: 1999, successors: [pusat.laut]}]\n",
            "A has the unknown successor pusat.laut",
        ),
        (
            "former",
            "former: [{name: A, until: 1, successors: [pusat.jalan]}, "
            "{name: B, aliases: [a], until: 2, successors: [pusat.jalan]}]\n",
            "names A and B",
        ),
        (
            "former",
            "former: [{name: Kementerian Jalan, until: 1, successors: [kabkota.jalan]}]\n",
            "names pusat.jalan today",
        ),
        ("units/35.78", TOWN.replace("kabkota.jalan", "kabkota.sihir"), "unknown role kabkota.sihir"),
        (
            "units/35.78",
            TOWN.replace("]}]", "]}, {name: D.J.R., roles: [kabkota.jalan]}]"),
            "names Dinas Jalan Raya and D.J.R.",
        ),
        ("duties", "version: '1'\nduties: {pusat.jalan: Jalan.}\n", "kabkota.jalan has no duties"),
        ("duties", "version: '1'\nduties: {pusat.jalan: Jalan., kabkota.jalan: ' '}\n", "kabkota.jalan has no duties"),
        ("duties", "duties: {pusat.jalan: Jalan., kabkota.jalan: Jalan.}\n", "version"),
        ("duties", "version: '1'\nduties: banyak\n", "duties: it should be a mapping, not a string"),
        (
            "duties",
            "version: '1'\nduties: {pusat.jalan: Jalan., kabkota.jalan: Jalan., kabkota.sihir: Sihir.}\n",
            "there is no role kabkota.sihir",
        ),
    ],
)
def test_each_file_is_told_what_is_wrong_with_it(catalog, file, text, problem):
    checked = check_directory(catalog=catalog(**{file: text}))

    (told,) = checked.problems
    assert told.startswith(f"{file.rpartition('/')[2]}.yaml: ")
    assert problem in told


def test_duties_of_every_role_are_no_problem(catalog):
    duties = "version: '1'\nduties: {pusat.jalan: Membangun jalan., kabkota.jalan: Menambal lubang.}\n"

    assert check_directory(catalog=catalog(duties=duties)).problems == ()


def test_broken_roles_are_one_problem_and_not_a_hundred(catalog):
    checked = check_directory(catalog=catalog(roles="roles: banyak\n"))

    assert len(checked.problems) == 1
    assert checked.roles == 0
