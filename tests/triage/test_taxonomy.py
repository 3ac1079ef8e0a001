"""The catalogue of kinds, categories and urgencies, and what old labels mean today."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import UnknownLabel
from triage.tasks import Task
from triage.taxonomy import Label, Name, Taxonomy, load_taxonomy


def labels(**successors: tuple[str, ...]) -> Taxonomy:
    """Return a taxonomy of categories from `old=("new", …)`."""
    entries = tuple(Label(slug, Name(slug, slug), successors=new) for slug, new in successors.items())
    return Taxonomy("uji", "1", {Task.CATEGORY: entries})


def test_lapor_lists_28_main_categories(taxonomy):
    main = [slug for slug in taxonomy.slugs(Task.CATEGORY) if taxonomy.label(Task.CATEGORY, slug).parent is None]

    assert len(main) == 28
    assert [main[0], main[-1]] == ["agama", "topik-lainnya"]


def test_lapor_knows_four_kinds_of_report(taxonomy):
    assert taxonomy.slugs(Task.KIND) == (
        "pengaduan_pengawasan",
        "pengaduan_non_pengawasan",
        "aspirasi",
        "permintaan_informasi",
    )


def test_urgency_rises_from_rendah_to_darurat(taxonomy):
    assert taxonomy.slugs(Task.URGENCY) == ("rendah", "sedang", "tinggi", "darurat")


def test_every_category_lies_below_a_main_category(taxonomy):
    main = {slug for slug in taxonomy.slugs(Task.CATEGORY) if "." not in slug}

    assert {taxonomy.main_category(slug) for slug in taxonomy.slugs(Task.CATEGORY)} == main


def test_an_sp4n_id_means_one_category_only(taxonomy):
    ids = [number for label in taxonomy.labels[Task.CATEGORY] for number in label.sp4n_ids]

    assert len(ids) == len(set(ids))


def test_every_slug_resolves_to_itself(taxonomy):
    for task in (Task.KIND, Task.URGENCY, Task.CATEGORY):
        assert [taxonomy.resolve(task, slug) for slug in taxonomy.slugs(task)] == list(taxonomy.slugs(task))


def test_a_prediction_cites_the_taxonomy_with_its_version():
    assert Taxonomy("sp4n", "2026.1", {}).reference == "sp4n@2026.1"


@pytest.mark.parametrize(
    ("task", "name", "slug"),
    [
        (Task.KIND, "Pengaduan Berkadar Pengawasan", "pengaduan_pengawasan"),
        (Task.KIND, "Berkadar Pengawasan", "pengaduan_pengawasan"),
        (Task.KIND, "PERMINTAAN INFORMASI", "permintaan_informasi"),
        (Task.KIND, "Information request", "permintaan_informasi"),
        (Task.URGENCY, "  Darurat ", "darurat"),
        (Task.CATEGORY, "Kesetaraan Gender dan Sosial Inklusif", "kesetaraan-gender"),
        (Task.CATEGORY, "Kesetaraan\u00a0Gender\u00a0dan\u00a0Sosial\u00a0Inklusif", "kesetaraan-gender"),
        (Task.CATEGORY, "akta   kelahiran", "kependudukan.akta-kelahiran"),
        (Task.CATEGORY, "Rekrutmen Tenagakerja", "ketenagakerjaan.rekrutmen-tenaga-kerja"),
        (Task.CATEGORY, "Ilmu Sihir", None),
        (Task.URGENCY, "Aspirasi", None),
        (Task.ROLE, "kabkota.kesehatan", None),
    ],
)
def test_a_name_is_understood_as_people_write_it(taxonomy, task, name, slug):
    assert taxonomy.resolve(task, name) == slug


@given(st.data())
def test_neither_case_nor_blanks_change_what_a_name_means(taxonomy, data):
    label = data.draw(st.sampled_from(taxonomy.labels[Task.CATEGORY]))
    blank = data.draw(st.sampled_from([" ", "  ", "\u00a0", "\t"]))
    change = data.draw(st.sampled_from([str.upper, str.lower, str.title]))

    written = blank.join(change(label.name.id).split(" "))
    assert taxonomy.resolve(Task.CATEGORY, written) == taxonomy.resolve(Task.CATEGORY, label.name.id)


def test_a_label_in_force_means_itself():
    assert labels(jalan=()).forward(Task.CATEGORY, "jalan") == ("jalan",)


def test_an_old_label_means_its_last_successor():
    renamed_twice = labels(pematusan=("drainase",), drainase=("saluran-air",), **{"saluran-air": ()})

    assert renamed_twice.forward(Task.CATEGORY, "pematusan") == ("saluran-air",)


def test_a_label_that_was_split_means_any_of_its_parts_once():
    split = labels(
        pupr=("pu", "perumahan"), pu=("jalan", "air"), perumahan=("rumah", "air"), jalan=(), air=(), rumah=()
    )

    assert split.forward(Task.CATEGORY, "pupr") == ("jalan", "air", "rumah")


def test_the_bundled_labels_lead_forward_to_labels_in_force(taxonomy):
    for task in (Task.KIND, Task.URGENCY, Task.CATEGORY):
        for slug in taxonomy.slugs(task):
            assert all(not taxonomy.label(task, new).successors for new in taxonomy.forward(task, slug))


@pytest.mark.parametrize("ask", [Taxonomy.label, Taxonomy.forward])
def test_an_unknown_label_is_named_with_its_taxonomy(taxonomy, ask):
    with pytest.raises(UnknownLabel, match=r"sp4n@2026\.1 has no kind.*Got: keluhan\."):
        ask(taxonomy, Task.KIND, "keluhan")


def test_a_town_may_bring_its_own_taxonomy(tmp_path):
    path = tmp_path / "kota.yaml"
    path.write_text(
        "id: kota\nversion: 3\nkinds: []\nurgencies: []\n"
        "categories:\n"
        "  - {slug: jalan, name: {id: Jalan, en: Roads}, valid_from: 2024-01-01}\n"
        "  - {slug: jalan.lubang, parent: jalan, name: {id: Lubang, en: Holes}, aliases: [Berlubang]}\n",
        encoding="utf-8",
    )

    own = load_taxonomy(path)
    assert own.reference == "kota@3"
    assert own.resolve(Task.CATEGORY, "berlubang") == "jalan.lubang"
    assert own.main_category("jalan.lubang") == "jalan"


def test_a_name_speaks_indonesian_unless_english_is_asked_for():
    name = Name("Jalan", "Roads")

    assert [name.in_language(language) for language in ("id", "en", "jv")] == ["Jalan", "Roads", "Jalan"]


def test_where_no_english_name_is_given_the_indonesian_one_stands_for_both():
    assert Name("Jalan").in_language("en") == "Jalan"


def test_a_taxonomy_passes_between_processes(taxonomy):
    came = pickle.loads(pickle.dumps(taxonomy))

    assert came == taxonomy
    assert came.resolve(Task.KIND, "Aspirasi") == "aspirasi"
