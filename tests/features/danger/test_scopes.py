"""The scopes: how a text speaks of a danger without saying that it is there now, and what keeps a cue away from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.danger.scopes import ScopeReader, Scopes, load_scopes
from features.danger.signals import danger_reader
from features.errors import BrokenPattern
from triage.dangers import Scope
from triage.errors import BrokenCatalog


def told(text: str) -> dict[str, Scope]:
    return {signal.signal: signal.scope for signal in danger_reader().of_text(text)}


@pytest.mark.parametrize(
    ("text", "signal", "scope"),
    [
        ("Tidak ada kebakaran di sini.", "fire.burning", Scope.NEGATED),
        ("Rumah saya tidak terbakar.", "fire.burning", Scope.NEGATED),
        ("Syukur blm ada pohon tumbang.", "tree.fallen", Scope.NEGATED),
        ("ora ono kobongan", "fire.burning", Scope.NEGATED),
        ("Kalau pohon tumbang siapa yang bertanggung jawab?", "tree.fallen", Scope.FEARED),
        ("Kami takut pohon tumbang.", "tree.fallen", Scope.FEARED),
        ("Jangan sampai rumah terbakar.", "fire.burning", Scope.FEARED),
        ("Pohon itu bisa tumbang.", "tree.fallen", Scope.FEARED),
        ("wedi omah kobong", "fire.burning", Scope.FEARED),
        ("Para pejabat kebakaran jenggot.", "fire.burning", Scope.FIGURATIVE),
        ("Toko kami banjir pesanan.", "flood.area", Scope.FIGURATIVE),
        ("Ada simulasi kebakaran di kantor.", "fire.burning", Scope.ASKED),
        ("Kapan penyuluhan banjir diadakan?", "flood.area", Scope.ASKED),
        ("Rumah terbakar, api sudah padam.", "fire.burning", Scope.PAST),
        ("Pohon tumbang. Sudah dibersihkan petugas.", "tree.fallen", Scope.PAST),
        ("Kebakaran tahun lalu belum diganti rugi.", "fire.burning", Scope.PAST),
        ("Dulu ada kebakaran di pasar ini.", "fire.burning", Scope.PAST),
        ("Katanya ada kebakaran di pasar.", "fire.burning", Scope.HEARSAY),
        ("Saya nonton film kebakaran.", "fire.burning", Scope.HEARSAY),
        ("jare ono kobongan", "fire.burning", Scope.HEARSAY),
        ("Dulu anak itu dipukuli ayahnya.", "violence.going_on", Scope.PAST),
        ("Kabel listrik putus itu hoaks.", "power_line.down", Scope.NEGATED),
        ("Tidak ada percikan api, kabelnya aman.", "power_line.sparks", Scope.NEGATED),
        ("Gudang itu pernah kebakaran.", "fire.burning", Scope.PAST),
        ("Pohon tumbang itu sudah kami potong.", "tree.fallen", Scope.PAST),
    ],
)
def test_a_danger_that_is_not_there_does_not_speak(text, signal, scope):
    assert told(text)[signal] is scope


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Mantan suami memukuli anak saya.", "violence.going_on"),
        ("Anak bernama Budi hilang sejak tadi sore.", "missing.person"),
        ("Bahaya kabel listrik putus di jalan.", "power_line.down"),
        ("Tokoh masyarakat dipukuli preman.", "violence.going_on"),
        ("Sesuai google maps pohon tumbang menimpa rumah.", "tree.fallen"),
        ("Internet mati, pohon tumbang menimpa rumah.", "tree.fallen"),
        ("Rumah terbakar, petugas tidak jadi datang.", "fire.burning"),
        ("Rumah terbakar. Petugas ternyata tidak datang.", "fire.burning"),
        ("Balita tenggelam di kali, ternyata tidak ada petugas.", "missing.person"),
        ("Ini bukan hoaks, rumah terbakar.", "fire.burning"),
        ("Tahun lalu sudah lapor, sekarang jembatan ambruk.", "collapse.happened"),
    ],
)
def test_words_beside_a_danger_that_say_nothing_of_it_do_not_silence_it(text, signal):
    assert told(text)[signal] is Scope.NOW


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Kami takut teman kami bunuh diri.", "suicide.risk"),
        ("Katanya dia mau bunuh diri.", "suicide.risk"),
        ("Anak saya hilang, belum ditemukan.", "missing.person"),
        ("Khawatir tembok yang retak itu menimpa anak.", "collapse.nearly"),
        ("Air PDAM tidak mengalir.", "outage.water"),
    ],
)
def test_a_scope_that_a_sign_is_told_to_overlook_does_not_silence_it(text, signal):
    assert told(text)[signal] is Scope.NOW


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("tidak ada petugas, rumah terbakar", "fire.burning"),
        ("tidak ada air, rumah terbakar", "fire.burning"),
        ("kami takut, karena kabel listrik putus", "power_line.down"),
        ("kami takut karena rumah sebelah terbakar", "fire.burning"),
        ("rumah kami tidak terbakar tetapi pohon tumbang", "tree.fallen"),
        ("Belum ada tindakan pohon tumbang.", "tree.fallen"),
        ("Bukan hanya kebakaran.", "fire.burning"),
        ("Kami takut. Rumah terbakar.", "fire.burning"),
        ("Rumah terbakar. Kami takut.", "fire.burning"),
        ("Tidak lama kemudian rumah terbakar.", "fire.burning"),
        ("Tidak tahu siapa yang harus dihubungi padahal rumah terbakar.", "fire.burning"),
    ],
)
def test_a_cue_that_speaks_of_something_else_leaves_the_danger_there(text, signal):
    assert told(text)[signal] is Scope.NOW


def test_a_cue_does_not_reach_over_many_words():
    assert told("tidak semua orang di kampung kami tahu bahwa rumah terbakar")["fire.burning"] is Scope.NOW


@pytest.mark.parametrize("words", [500, 5_000])
def test_a_cue_is_heard_however_much_stands_before_it(words):
    assert told("loket ramah " * words + "tidak ada kebakaran")["fire.burning"] is Scope.NEGATED


def test_a_very_long_word_hides_no_cue():
    assert told(f"tidak ada {'x' * 5_000} kebakaran")["fire.burning"] is Scope.NEGATED


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope not in (Scope.NOW, Scope.LISTED)])
def test_every_scope_but_those_that_no_cue_gives_has_cues(scope):
    assert scope in {cue.scope for cue in load_scopes().scopes}


def test_the_cues_name_their_version_and_each_says_where_it_stands():
    scopes = load_scopes()

    assert scopes.version
    assert all(cue.around or cue.before or cue.after for cue in scopes.scopes)
    assert all(cue.within for cue in scopes.scopes if cue.before or cue.after)


@pytest.mark.parametrize(
    "written",
    [
        "turns: []\nnever: []\nscopes: []",
        "version: '1'\nturns: [tapi]\nnever: [a]\nscopes: []\nmore: 1",
        "version: '1'\nturns: [tapi]\nnever: [a]\nscopes: [{scope: doubted, before: [b]}]",
        "version: '1'\nturns: [tapi]\nnever: [a]\nscopes: [{scope: past, before: [b], beyond: 2}]",
        "version: '1'\nturns: [tapi]\nnever: [a]\nscopes: [{scope: past, before: [b], within: -1}]",
        "version: '1'\nturns: [no]\nnever: [a]\nscopes: []",
        "- a list",
    ],
)
def test_a_file_of_cues_that_breaks_the_form_is_refused(tmp_path, written):
    file = tmp_path / "scopes.yaml"
    file.write_text(written, encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"scopes\.yaml"):
        load_scopes(file)


def test_an_absent_file_is_refused():
    with pytest.raises(BrokenCatalog):
        load_scopes(Path("nowhere/scopes.yaml"))


@pytest.mark.parametrize("phrase", ["", "sabu-sabu", "(a|b)", "{house}", "..3 kata"])
def test_a_cue_that_no_text_can_hold_is_refused(phrase):
    declared = load_scopes().model_dump() | {"never": (phrase,)}

    with pytest.raises(BrokenPattern):
        ScopeReader(Scopes.model_validate(declared))
