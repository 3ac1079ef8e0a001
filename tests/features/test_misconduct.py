"""Signs that a report accuses an official of misconduct: accusations are found, their innocent twins are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.misconduct.signs import load_signs, read_misconduct
from tests.worlds import a_complaint
from triage.errors import BrokenCatalog
from triage.reasons import ReasonCode


def signs(text: str, title: str = "") -> list[str]:
    reasons = read_misconduct(a_complaint(text, title=title))
    assert all(reason.code is ReasonCode.MISCONDUCT for reason in reasons)
    return [dict(reason.values)["sign"] for reason in reasons]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Ada pungli di loket pembayaran.", "pungutan liar"),
        ("Sopir truk diperas polisi di jembatan timbang.", "pungutan liar"),
        ("Oknum pegawai loket minta uang rokok dulu baru dilayani.", "pungutan liar"),
        ("Lurah meminta uang untuk tanda tangan surat pindah.", "permintaan uang"),
        ("Kades minta uang 500 ribu untuk mengurus sertifikat.", "permintaan uang"),
        ("Kepala sekolah menarik biaya tanpa kuitansi.", "permintaan uang"),
        ("Kepala dinas diduga korupsi dana pembangunan jalan.", "korupsi atau suap"),
        ("Proyek gapura itu fiktif, anggarannya diselewengkan.", "korupsi atau suap"),
        ("Camat bertindak sewenang-wenang kepada pedagang.", "penyalahgunaan wewenang"),
        ("Petugas loket mempersulit pengurusan KTP kalau tidak lewat calo.", "penyalahgunaan wewenang"),
        ("BLT kami dipotong dua ratus ribu.", "potongan bantuan"),
        ("Bansos disunat sebelum sampai ke warga.", "potongan bantuan"),
        ("Polisi menampar adik saya di pos jaga.", "kekerasan oleh petugas"),
        ("Guru melecehkan siswinya.", "kekerasan oleh petugas"),
        ("Pegawai kelurahan sering bolos kerja.", "pelanggaran disiplin"),
    ],
)
def test_an_accusation_is_found_and_named(text, sign):
    assert signs(text) == [sign]
    assert signs(text.upper()) == [sign]


@pytest.mark.parametrize(
    "text",
    [
        "Mohon bantuan pemotongan pohon di depan sekolah.",
        "Dahan pohon perlu dipotong karena menyentuh kabel.",
        "Jalan di depan rumah berlubang, mohon petugas segera datang.",
        "Terima kasih, petugas loket cepat dan ramah.",
        "Tukang parkir liar minta uang dua kali.",
        "Bansos bulan ini belum cair.",
        "Gaji guru honorer belum dibayar tiga bulan.",
        "Anak-anak menyuapi ayam di taman.",
        "Antrean puskesmas panjang, dokter hanya satu.",
        "Polisi menolong korban tabrakan.",
        "",
        "😡😡😡",
    ],
)
def test_a_text_that_accuses_no_official_has_no_sign(text):
    assert signs(text) == []


def test_the_title_accuses_as_well_as_the_text():
    assert signs("Mohon ditindaklanjuti.", title="Pungli di loket") == ["pungutan liar"]


def test_of_several_sorts_the_first_of_the_list_is_named():
    assert signs("Pungli, korupsi, dan pegawai sering bolos kerja.") == ["pungutan liar"]


def test_a_sign_that_leans_on_a_list_needs_one_of_its_words():
    assert signs("Pengamen minta uang di lampu merah.") == []
    assert signs("Pejabat minta uang di lampu merah.") == ["permintaan uang"]


def test_the_reason_names_the_sort_and_never_the_words_of_the_report():
    (reason,) = read_misconduct(a_complaint("Bendahara pasar Sukarejo melakukan pungli."))

    assert "pungutan liar" in reason.sentence()
    assert "Sukarejo" not in f"{reason.sentence()}{reason.sentence('en')}{reason!r}"


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    assert len(read_misconduct(a_complaint(text))) <= 1


# --- the file of signs ----------------------------------------------------------------------


def test_every_bundled_sign_has_phrases_and_leans_on_a_list_that_is_there():
    read = load_signs()

    assert read.signs
    assert all(sign.any for sign in read.signs.values())
    assert {sign.beside for sign in read.signs.values()} - {None} <= set(read.lists)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("lists: {}\nsigns: {suap: {any: [suap], beside: pejabat}}", "unknown list pejabat"),
        ("lists: {}\nsigns: {suap: {beside: pejabat}}", "any"),
        ("lists: {}\nsigns: {suap: {any: [suap], warna: biru}}", "warna"),
        ("signs: {}", "lists"),
    ],
)
def test_signs_that_break_their_schema_are_refused(tmp_path, text, problem):
    path = tmp_path / "tanda.yaml"
    path.write_text(f"version: uji\n{text}\n", encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"tanda\.yaml") as refused:
        load_signs(path)
    assert problem in str(refused.value)
