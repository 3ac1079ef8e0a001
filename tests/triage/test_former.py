"""A ministry that was split lives on in several; its name means them all."""

from __future__ import annotations

import pytest

from triage.errors import BrokenCatalog
from triage.former import FormerBodies, load_former

ROLES = ("pusat.jalan", "pusat.rumah")
SPLIT = (
    "former: [{name: Kementerian Jalan dan Rumah, aliases: [kemenjr], until: 2024, "
    "successors: [pusat.jalan, pusat.rumah]}]"
)


@pytest.fixture
def write(tmp_path):
    def written(text: str):
        path = tmp_path / "former.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("name", ["Kementerian Jalan dan Rumah", "KEMENTERIAN  JALAN DAN RUMAH.", "Kemen-JR"])
def test_a_former_name_means_all_its_successors(write, name):
    assert FormerBodies(ROLES, write(SPLIT)).successors(name) == ROLES


def test_another_name_means_none(write):
    assert FormerBodies(ROLES, write(SPLIT)).successors("Kementerian Laut") == ()


def test_the_file_is_read_only_when_a_name_is_looked_up(write):
    bodies = FormerBodies(ROLES, write("not: [YAML"))

    with pytest.raises(BrokenCatalog, match=r"former\.yaml"):
        bodies.successors("Kementerian Laut")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("former: [{name: A, until: 2024, successors: [pusat.laut]}]", "A has the unknown successor pusat.laut"),
        ("former: [{name: A, until: 2024, successors: []}]", "successors"),
        ("former: [{name: A, until: tahun lalu, successors: [pusat.jalan]}]", "until"),
        ("former: [{name: A, until: 2024, successors: [pusat.jalan], nama: B}]", "nama"),
        ("source: uji", "former"),
    ],
)
def test_a_file_that_breaks_its_schema_says_where(write, text, problem):
    with pytest.raises(BrokenCatalog) as refused:
        load_former(ROLES, write(text))

    assert problem in str(refused.value)


def test_the_bundled_file_knows_only_successors_of_today(directory):
    bodies = load_former(directory.roles)

    assert bodies
    assert {role for body in bodies for role in body.successors} <= set(directory.roles)
