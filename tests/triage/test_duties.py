"""The official duties of every role, in words that complaints can be compared with."""

from __future__ import annotations

import pytest

from triage.duties import load_duties
from triage.errors import BrokenCatalog


def test_every_role_of_the_directory_has_duties_of_twenty_words_or_more(directory):
    duties = load_duties(directory.roles)

    assert list(duties) == list(directory.roles)
    assert {role: len(text.split()) for role, text in duties.items() if len(text.split()) < 20} == {}


def test_no_two_roles_have_the_same_duties(directory):
    duties = load_duties(directory.roles)

    assert len(set(duties.values())) == len(duties)


def test_duties_are_one_line_of_words_without_a_place_to_fill_in(directory):
    assert [role for role, text in load_duties(directory.roles).items() if "\n" in text or "{" in text] == []


def test_duties_cannot_be_changed_by_who_reads_them(directory):
    with pytest.raises(TypeError):
        load_duties(directory.roles)["kabkota.kesehatan"] = "lain"  # type: ignore[index]


@pytest.mark.parametrize(
    ("duties", "problem"),
    [
        ("{kabkota.kesehatan: merawat}", "pusat.kpk has no duties"),
        ("{kabkota.kesehatan: merawat, pusat.kpk: '  '}", "pusat.kpk has no duties"),
        ("{kabkota.kesehatan: merawat, pusat.kpk: menyidik, pusat.sihir: menyihir}", "no role pusat.sihir"),
        ("[merawat]", "mapping"),
    ],
)
def test_duties_that_do_not_fit_the_roles_are_refused(tmp_path, duties, problem):
    path = tmp_path / "tugas.yaml"
    path.write_text(f"version: uji\nduties: {duties}\n", encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"tugas\.yaml") as refused:
        load_duties(["kabkota.kesehatan", "pusat.kpk"], path)
    assert problem in str(refused.value)


def test_duties_come_in_the_order_of_the_roles_with_single_blanks(tmp_path):
    path = tmp_path / "tugas.yaml"
    path.write_text("version: uji\nduties:\n  b: >\n    satu\n    dua\n  a: tiga   empat\n", encoding="utf-8")

    assert list(load_duties(["a", "b"], path).items()) == [("a", "tiga empat"), ("b", "satu dua")]
