"""Whose matter it is by law: the rules, what makes them speak, and how they shift belief."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import ROLES, UNSEEN_ROLES, a_rule, distributions, rules
from triage.errors import BrokenCatalog
from triage.jurisdiction import Jurisdiction, load_jurisdiction, shift

HEALTH, WASTE = "kabkota.kesehatan", "kabkota.lingkungan-hidup"


@pytest.fixture(scope="module")
def jurisdiction(directory) -> Jurisdiction:
    return load_jurisdiction(roles=directory.roles)


def beliefs() -> st.SearchStrategy[dict[str, float]]:
    return distributions(ROLES).map(dict)


# --- the bundled rules ----------------------------------------------------------------------


def test_the_bundled_rules_name_roles_of_the_directory_only(jurisdiction):
    assert len(jurisdiction.rules) >= 200


def test_every_rule_has_a_source_and_says_in_both_languages_whose_matter_it_is(jurisdiction):
    assert [
        rule.id for rule in jurisdiction.rules if not (rule.source.strip() and rule.says.id.strip() and rule.says.en)
    ] == []
    assert [rule.id for rule in jurisdiction.rules if rule.says.id == rule.says.en] == []


def test_every_listed_competition_holds_the_role_that_it_favours_and_another(jurisdiction):
    listed = [rule for rule in jurisdiction.rules if rule.among != "*"]

    assert [rule.id for rule in listed if rule.to not in rule.among or len(set(rule.among)) < 2] == []
    assert [rule.id for rule in listed if len(set(rule.among)) != len(rule.among)] == []


def test_every_phrase_has_words_and_is_short_enough_to_be_heard(jurisdiction):
    """A star stands at an end only, and what stands before it has the three letters that it is looked up by."""
    heard = []
    for rule in jurisdiction.rules:
        for phrase in (*rule.any, *rule.unless, *(phrase for choices in rule.all for phrase in choices)):
            stem = phrase.removesuffix("*")
            if "*" in stem or len(stem) < 2 or len(stem.split()) > 6 or (stem != phrase and len(stem) < 3):
                heard.append((rule.id, phrase))
    assert heard == []


def test_every_rule_can_speak(jurisdiction):
    """A text of its own first phrase with one phrase of each list is enough, unless the rule forbids that itself."""
    mute = []
    for rule in jurisdiction.rules:
        tries = [". ".join((phrase, *(choices[0] for choices in rule.all))).replace("*", "") for phrase in rule.any]
        if not any(rule in jurisdiction.speaking(text) for text in tries):
            mute.append(rule.id)
    assert mute == []


FACTS = [
    (
        "Kepala sekolah SMA Negeri 2 menahan ijazah siswa SMA yang belum melunasi seragam.",
        "provinsi.pendidikan",
        "kabkota.pendidikan",
    ),
    ("Guru SD Negeri 4 jarang mengajar, murid SD pulang pagi.", "kabkota.pendidikan", "provinsi.pendidikan"),
    ("Atap madrasah ibtidaiyah bocor, guru madrasah belum digaji.", "kabkota.agama", "kabkota.pendidikan"),
    ("Listrik padam di kampung kami, token listrik tidak bisa diisi.", "kabkota.pln", "kabkota.perhubungan"),
    ("Penerangan jalan umum di depan masjid padam.", "kabkota.perhubungan", "kabkota.pln"),
    ("Lubang besar di tol Jagorawi belum ditambal Jasa Marga.", "pusat.jasa-marga", "kabkota.pekerjaan-umum"),
    ("Jalan nasional di jalur pantura berlubang dalam.", "provinsi.bpjn", "kabkota.pekerjaan-umum"),
    ("Jalan provinsi di dekat pasar rusak parah.", "provinsi.pekerjaan-umum", "kabkota.pekerjaan-umum"),
    ("Jalan berlubang di depan rumah sakit.", "kabkota.pekerjaan-umum", "kabkota.rsud"),
    ("Perpanjangan paspor di kantor imigrasi antre berhari-hari.", "kabkota.imigrasi", "kabkota.kependudukan"),
    ("Perekaman KTP sudah dua bulan, KTP belum jadi juga.", "kabkota.kependudukan", "kabkota.imigrasi"),
    ("Perpanjang SIM C di Satpas ditolak tanpa alasan.", "kabkota.kepolisian", "kabkota.perhubungan"),
    ("Sertifikat tanah belum terbit setelah ikut PTSL.", "kabkota.pertanahan", "kelurahan.pemerintahan"),
    ("Kartu BPJS Kesehatan nonaktif padahal iuran BPJS dibayar.", "kabkota.bpjs-kesehatan", "kabkota.kesehatan"),
    ("Tiket kereta tidak diganti PT KAI.", "pusat.kereta-api", "kabkota.perhubungan"),
    ("Upah di bawah UMK, mohon pengawas ketenagakerjaan turun.", "provinsi.tenaga-kerja", "kabkota.tenaga-kerja"),
    ("Debt collector pinjol meneror kantor kami.", "pusat.otoritas-jasa-keuangan", "kabkota.koperasi-ukm"),
    ("Nomor porsi haji belum keluar.", "pusat.kementerian-haji-umrah", "kabkota.agama"),
    ("Puskesmas tutup pukul sepuluh, imunisasi tertunda.", "kabkota.kesehatan", "kabkota.rsud"),
]


@pytest.mark.parametrize(("text", "responsible", "other"), FACTS)
def test_the_law_tells_who_answers(jurisdiction, directory, text, responsible, other):
    """The text's own rules lift who answers over a rival from an even start, and over everybody."""
    spoken = jurisdiction.speaking(text)
    shifted = shift(dict.fromkeys(directory.roles, 1.0 / len(directory.roles)), spoken)

    assert shifted[responsible] > 3.0 * shifted[other]
    assert max(shifted, key=shifted.__getitem__) == responsible


def test_a_text_that_says_nothing_of_anyones_duties_makes_no_rule_speak(jurisdiction):
    assert jurisdiction.speaking("Mohon ditindaklanjuti, terima kasih.") == []
    assert jurisdiction.speaking("") == []


def test_rules_speak_in_the_order_of_the_file_whatever_the_text_says_first(jurisdiction):
    one = jurisdiction.speaking("Listrik padam dan perekaman KTP belum jadi.")
    other = jurisdiction.speaking("Perekaman KTP belum jadi dan listrik padam.")

    assert one == other
    assert len(one) >= 2


# --- when a rule speaks ---------------------------------------------------------------------


def spoken(text: str, **conditions) -> bool:
    rule = a_rule(HEALTH).model_copy(update=conditions)
    return Jurisdiction(version="uji", rules=(rule,)).speaking(text) == [rule]


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Air KERUH di pipa.", True),
        ("Air keruh.", False),
        ("Pipa air kotor sekali.", True),
        ("Pipa pecah.", False),
        ("Air keruh di pipa sawah.", False),
        ("Air keruh di pipanya.", True),
    ],
)
def test_a_rule_speaks_where_one_phrase_of_each_list_occurs_and_none_that_forbids_it(text, speaks):
    said = spoken(text, any=("air keruh", "air kotor"), all=(("pipa*", "keran"),), unless=("sawah",))

    assert said is speaks


def test_a_rule_with_a_star_speaks_of_every_ending():
    assert spoken("Puskesmasnya tutup", any=("puskesmas*",))
    assert not spoken("Di puskes tutup", any=("puskesmas*",))


# --- how belief shifts ----------------------------------------------------------------------


@given(beliefs(), rules(), st.floats(0.0, 1.0), st.booleans())
def test_the_rules_divide_the_belief_and_make_none(roles, spoken, trust, known):
    shifted = shift(roles, spoken, trust, ROLES if known else None)

    assert sum(shifted.values()) == pytest.approx(sum(roles.values()))
    assert all(value >= 0.0 for value in shifted.values())


@given(
    beliefs(), st.sampled_from((*ROLES, *UNSEEN_ROLES)), st.floats(0.1, 6.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0)
)
def test_the_more_a_rule_is_trusted_the_more_its_role_is_believed(roles, to, weight, one, other):
    less, more = sorted((one, other))
    spoken = [a_rule(to, "*", weight)]

    doubted, believed = (shift(roles, spoken, trust) for trust in (less, more))
    assert believed[to] >= doubted[to] - 1e-12
    assert believed[to] >= roles.get(to, 0.0) - 1e-12


@given(beliefs(), rules())
def test_roles_outside_of_every_competition_keep_their_belief(roles, spoken):
    listed = [rule for rule in spoken if rule.among != "*"]
    shifted = shift(roles, listed)

    inside = {role for rule in listed for role in rule.among}
    assert {role: shifted[role] for role in roles if role not in inside} == {
        role: belief for role, belief in roles.items() if role not in inside
    }


@given(beliefs(), st.lists(st.sampled_from(ROLES), min_size=2, max_size=3, unique=True), st.data())
def test_the_order_of_the_rules_of_one_competition_does_not_matter(roles, favoured, data):
    among = "*" if data.draw(st.booleans()) else ROLES
    spoken = [a_rule(to, among, data.draw(st.floats(0.1, 6.0))) for to in favoured]

    first, *others = (shift(roles, order, 0.5) for order in permutations(spoken))
    assert all(other == pytest.approx(first) for other in others)


@given(beliefs(), st.floats(0.1, 6.0), st.floats(0.1, 6.0))
def test_the_order_of_a_matter_and_its_level_does_not_matter(roles, of_matter, of_level):
    matter = a_rule("kabkota.pasar", "*", of_matter)
    level = a_rule("provinsi.pendidikan", ("provinsi.pendidikan", "kabkota.pasar"), of_level)

    assert shift(roles, [matter, level]) == pytest.approx(shift(roles, [level, matter]))


def test_without_rules_nothing_changes():
    assert shift({HEALTH: 0.7, WASTE: 0.3}, []) == {HEALTH: 0.7, WASTE: 0.3}


def test_a_weight_is_what_it_says_in_log_odds():
    shifted = shift({HEALTH: 0.5, WASTE: 0.5}, [a_rule(HEALTH, weight=2.0)])

    assert log_odds(shifted, HEALTH) == pytest.approx(2.0)


def test_of_two_rules_for_one_role_the_strongest_counts():
    both = shift({HEALTH: 0.5, WASTE: 0.5}, [a_rule(HEALTH, weight=1.0), a_rule(HEALTH, weight=3.0)])

    assert log_odds(both, HEALTH) == pytest.approx(3.0)


def test_a_listed_competition_settles_the_body_and_leaves_the_matter_alone():
    roles = {HEALTH: 0.3, "kabkota.rsud": 0.3, WASTE: 0.4}
    shifted = shift(roles, [a_rule("kabkota.rsud", (HEALTH, "kabkota.rsud"), 4.0)], trust=0.0)

    assert shifted[WASTE] == 0.4
    assert shifted["kabkota.rsud"] > 0.58


def test_a_role_that_training_never_saw_is_trusted_at_least_by_half():
    roles = {HEALTH: 0.5, WASTE: 0.5}
    seen, unseen = (shift(roles, [a_rule(to, weight=5.0)], 0.0, [HEALTH, WASTE]) for to in (HEALTH, "kabkota.pln"))

    assert seen == pytest.approx(roles)
    assert log_odds(unseen, "kabkota.pln") > 0.5 * 5.0 - math.log(1 / 0.005) - 0.01


def log_odds(roles: Mapping[str, float], role: str) -> float:
    return math.log(roles[role] / (1.0 - roles[role]))


# --- rules that are broken ------------------------------------------------------------------

RULE = "{id: uji, to: kabkota.kesehatan, among: '*', any: [uji], weight: 3, says: {id: A, en: B}, source: UU}"


def refused(tmp_path: Path, rows: str) -> str:
    path = tmp_path / "kewenangan.yaml"
    path.write_text(f"version: uji\nrules: [{rows}]\n", encoding="utf-8")
    with pytest.raises(BrokenCatalog) as error:
        load_jurisdiction(path, ["kabkota.kesehatan", "kabkota.rsud"])
    assert "kewenangan.yaml" in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (RULE.replace("kabkota.kesehatan", "kabkota.sihir"), "unknown role kabkota.sihir"),
        (RULE.replace("'*'", "[kabkota.kesehatan, kabkota.sihir]"), "unknown role kabkota.sihir"),
        (f"{RULE}, {RULE}", "uji occurs twice"),
        (RULE.replace("weight: 3", "weight: 0"), "weight"),
        (RULE.replace("weight: 3", "weight: 6.5"), "weight"),
        (RULE.replace("weight: 3", "weight: banyak"), "weight"),
        (RULE.replace("weight: 3, ", ""), "weight"),
        (RULE.replace("id: uji", "id: Uji Coba"), "id"),
        (RULE.replace("any: [uji]", "any: []"), "any"),
        (RULE.replace("source: UU", "source: ''"), "source"),
        (RULE.replace("among: '*'", "among: semua"), "among"),
        (RULE.replace("source: UU", "source: UU, warna: biru"), "warna"),
    ],
)
def test_rules_that_break_their_schema_or_the_directory_are_refused(tmp_path, rows, problem):
    assert problem in refused(tmp_path, rows)


def test_a_file_of_ones_own_is_read_instead_of_the_bundled_one(tmp_path):
    path = tmp_path / "kewenangan.yaml"
    path.write_text(f"version: kota-1\nrules: [{RULE}]\n", encoding="utf-8")

    read = load_jurisdiction(path, ["kabkota.kesehatan"])
    assert (read.version, [rule.id for rule in read.speaking("ini uji")]) == ("kota-1", ["uji"])
