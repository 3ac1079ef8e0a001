"""Id maps are read both ways, and whoever keeps them is told what does not fit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.lapor.id_map_check import check_id_maps
from serving.lapor.id_maps import IdMap, load_id_maps
from serving.lapor.wire import load_wire
from tests.serving.lapor.worlds import EXAMPLES, the_directory, the_maps, the_taxonomy
from triage.complaint import Channel
from triage.errors import BrokenCatalog

Change = Callable[[str, str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Return a copy of the example folder in which one file has one text replaced."""

    def change(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "peta"
        shutil.copytree(EXAMPLES, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 9), max_size=8))
def test_every_label_is_found_again_by_its_id(ids: dict[str, int]) -> None:
    table = IdMap("disposition", ids)

    assert all(label in table.labels_of(table.id_of(label)) for label in ids)


def test_the_example_fits_taxonomy_and_directory() -> None:
    assert check_id_maps(the_maps(), the_taxonomy(), the_directory()) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("maps.yaml", "  aspirasi: 3\n", "", "classification: aspirasi has no id"),
        ("maps.yaml", "aspirasi: 3", "aspirasi: 1", "the id 1 stands for pengaduan_pengawasan and aspirasi"),
        ("maps.yaml", "  sosial: 9010\n", "", "category: sosial has no id"),
        ("maps.yaml", "energi: 9011", "energi.lampu: 9011", "category: energi.lampu is unknown here"),
        ("agencies.csv", "kabkota.kesehatan:34.04", "kabkota.kesehatan:34.99", "kabkota.kesehatan:34.99 is unknown"),
        ("agencies.csv", "pusat.pln", "pusat.lampu", "disposition: pusat.lampu is unknown here"),
        ("regions.csv", "34.04.07,", "34.04.77,", "location: 34.04.77 is unknown here"),
        ("regions.csv", "83404,", "80034,", "location: the id 80034 stands for 34 and 34.04"),
    ],
)
def test_what_does_not_fit_is_told_by_name(changed: Change, file: str, old: str, new: str, problem: str) -> None:
    problems = check_id_maps(load_id_maps(changed(file, old, new)), the_taxonomy(), the_directory())

    assert any(problem in told for told in problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("maps.yaml", "version:", "versi:", "version"),
        ("maps.yaml", "aspirasi: 3", "aspirasi: nol", "classification.aspirasi"),
        ("maps.yaml", "aspirasi: 3", "aspirasi: 0", "classification.aspirasi"),
        ("maps.yaml", "aspirasi: 3", "aspirasi: true", "classification.aspirasi"),
        ("maps.yaml", "website: web", "website: internet", "channel.website"),
        ("maps.yaml", "agencies.csv", "../agencies.csv", "disposition"),
        ("maps.yaml", "agencies.csv", "lain.csv", "lain.csv"),
        ("agencies.csv", "agency,id", "instansi,id", "line 2 needs `agency`"),
        ("agencies.csv", "70003", "-3", "line 4"),
        ("agencies.csv", "kabkota.kesehatan:34.04", "kabkota.perhubungan:34.04", "occurs twice"),
    ],
)
def test_a_broken_file_is_refused_with_its_mistake(
    changed: Change, file: str, old: str, new: str, problem: str
) -> None:
    with pytest.raises(BrokenCatalog) as refused:
        load_id_maps(changed(file, old, new))

    assert problem in str(refused.value)


def test_a_table_that_excel_wrote_with_semicolons_is_read(changed: Change) -> None:
    folder = changed("regions.csv", "region", "region")
    table = folder / "regions.csv"
    table.write_text("\ufeff" + table.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")

    assert load_id_maps(folder).location == the_maps().location


def test_a_code_without_dots_is_the_same_region(changed: Change) -> None:
    assert load_id_maps(changed("regions.csv", "34.04.07,", "340407,")).location == the_maps().location


def test_a_channel_is_read_in_any_case_and_an_unknown_one_is_other() -> None:
    assert the_maps().channel(" Tatap Muka") is Channel.WALK_IN
    assert the_maps().channel("faksimile") is Channel.OTHER


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("/tiket/{ticket}/tolak", "/tiket/tolak", "reject.path"),
        ("/tiket/{ticket}/tolak", "/tiket/{ticket}/{lain}", "reject.path"),
        ("dispose: {method: POST", "dispose: {method: GET", "dispose.method"),
        ("timeout_seconds: 20", "", "timeout_seconds"),
        ("body: form", "body: xml", "body"),
    ],
)
def test_a_wire_file_that_leaves_something_open_is_refused(changed: Change, old: str, new: str, problem: str) -> None:
    with pytest.raises(BrokenCatalog) as refused:
        load_wire(changed("wire.yaml", old, new) / "wire.yaml")

    assert problem in str(refused.value)
