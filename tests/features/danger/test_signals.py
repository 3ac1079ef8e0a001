"""What the bundled signals hear: one fictitious sentence or more for every sign, and the ways in which people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.danger.scopes import ScopeReader, load_scopes
from features.danger.signals import DangerReader, danger_reader, load_signals
from tests.worlds import a_complaint
from triage.dangers import DangerSignal, Scope

SENTENCES = [
    ("fire.burning", "Rumah tetangga kami terbakar."),
    ("fire.burning", "omahe pak lurah kobong"),
    ("fire.burning", "Gudang kayu dilalap api, asap tebal sampai ke rumah."),
    ("fire.open_burning", "Anak-anak main petasan di depan rumah warga tiap malam."),
    ("fire.open_burning", "Ada yang membakar sampah sampai merambat."),
    ("flood.in_house", "Air sungai masuk ke rumah kami."),
    ("flood.in_house", "banyu mlebu omah"),
    ("flood.in_house", "Banjir sudah masuk kamar tidur."),
    ("flood.in_house_often", "Setiap hujan air masuk ke rumah kami."),
    ("flood.in_house_often", "tiap ujan banjir masuk rmh"),
    ("flood.water_deep", "Air di gang kami sudah setinggi lutut."),
    ("flood.deep", "Saluran air mampet, rumah kami kebanjiran hingga lutut."),
    ("flood.deep", "Banjir setinggi lutut orang dewasa."),
    ("flood.deep", "banjire sak dengkul"),
    ("flood.standing", "Banjir di gang kami belum surut."),
    ("flood.standing", "Kampung terendam banjir berhari-hari."),
    ("flood.area", "Gang Melati banjir."),
    ("flood.area", "Dalan kampung kebanjiran, motor ora iso liwat."),
    ("flood.again", "Genangan semata kaki di depan pasar."),
    ("flood.again", "Banjir sangat parah di simpang lima."),
    ("flood.rising", "Air sungai naik ke teras rumah."),
    ("flood.rising", "Debit air terus meninggi."),
    ("collapse.happened", "Jembatan desa kami putus."),
    ("collapse.trapped", "Sopir truk itu terjepit di kabin."),
    ("collapse.trapped", "Tiga pekerja tertimbun di proyek."),
    ("vulnerable.neglected", "Balita itu ditinggal sendirian di kontrakan."),
    ("vulnerable.neglected", "Anak tirinya tidak diberi makan."),
    ("collapse.happened", "Atap kelas ambruk menimpa meja."),
    ("collapse.roof", "Plafon puskesmas jebol."),
    ("collapse.roof", "Tembok pasar runtuh."),
    ("collapse.land", "Plengsengan kali longsor."),
    ("collapse.land", "Bahu jalan tergerus air."),
    ("collapse.nearly", "Tiang telepon sudah miring."),
    ("collapse.nearly", "Rumah nenek hampir roboh."),
    ("collapse.nearly", "gapuro wis doyong"),
    ("power_line.sparks", "Kabel di depan toko keluar percikan api."),
    ("power_line.sparks", "Adik saya kesetrum tiang lampu."),
    ("power_line.sparks", "Trafo meledak di ujung gang."),
    ("power_line.down", "Kabel listrik putus di trotoar."),
    ("power_line.down", "kabel pln nglewer nang ngarep omah"),
    ("power_line.other_down", "Kabel wifi menjuntai ke jalan."),
    ("power_line.other_down", "Tiang telkom roboh."),
    ("tree.fallen", "Pohon mangga tumbang menutup gang."),
    ("tree.fallen", "wit gedhe ambruk"),
    ("tree.fallen", "Dahan besar menimpa warung."),
    ("tree.leaning", "Pohon trembesi miring ke arah jalan."),
    ("tree.leaning", "Batang asam itu lapuk."),
    ("tree.on_line", "Ranting menimpa kabel PLN."),
    ("tree.on_line", "Pohon bisa tumbang kena kabel listrik."),
    ("missing.person", "Anak saya hilang sejak tadi sore."),
    ("missing.not_home", "bapak blm pulang dr kemarin"),
    ("missing.not_home", "Bocah itu dicari sejak pagi tetapi tidak ditemukan."),
    ("missing.person", "Bocah hanyut di kali."),
    ("violence.going_on", "Seorang ibu dipukuli suaminya."),
    ("violence.going_on", "Tetangga mengamuk membawa parang."),
    ("violence.going_on", "Bayi dibuang di depan pasar."),
    ("violence.brawl", "Ada tawuran di depan SMK."),
    ("violence.brawl", "Pemuda bawa celurit keliling kampung."),
    ("violence.robbery", "Begal lagi di jalan lingkar."),
    ("violence.robbery", "tas ibu dijambret"),
    ("violence.threat", "Saya diancam penagih utang."),
    ("violence.threat", "Preman memalak pedagang."),
    ("crime.theft", "Ada bandar narkoba di kontrakan."),
    ("crime.theft", "Orang mabuk bikin keributan."),
    ("suicide.risk", "Teman saya mau bunuh diri."),
    ("suicide.risk", "Ada orang mau lompat dari jembatan."),
    ("suicide.no_will", "Dia bilang sudah tidak ingin hidup."),
    ("suicide.risk", "Dia bilang ingin mengakhiri hidupnya."),
    ("poisoning.many", "Puluhan siswa keracunan nasi kotak."),
    ("poisoning.many", "Satu asrama keracun jajanan."),
    ("gas.leak", "Tabung gas bocor di dapur."),
    ("gas.leak", "Tercium bau gas sejak subuh."),
    ("care.unconscious", "Ayah saya tidak sadarkan diri."),
    ("care.unconscious", "Nenek saya tergeletak, napasnya satu-satu."),
    ("care.dying", "Adik saya digigit ular."),
    ("care.dying", "Ibu kejang-kejang, butuh ambulans."),
    ("care.dying", "istri sy kritis, RS gak ada kamar"),
    ("care.refused", "IGD penuh, kami disuruh pulang."),
    ("care.refused", "Bapak mau cuci darah tapi ditolak."),
    ("care.refused", "RSUD nolak pasien BPJS"),
    ("care.ill", "Anak saya terkena demam berdarah."),
    ("care.ill", "Kakak menderita kanker."),
    ("vulnerable.suffers", "Nenek di sebelah hidup sebatang kara tidak ada yang merawat."),
    ("vulnerable.suffers", "Ada ODGJ di pasar."),
    ("hunger.now", "Sudah dua hari kami belum makan."),
    ("hunger.now", "Suami diPHK, tidak punya penghasilan."),
    ("road.hole", "Lubang besar di jalan raya."),
    ("road.hole", "lobang jero nang tengah dalan, bahaya"),
    ("road.subsided", "Gorong-gorong depan balai desa ambrol."),
    ("road.accidents", "Sudah banyak pengendara terjatuh di tikungan itu."),
    ("road.accidents", "Kemarin ada kecelakaan di sini."),
    ("road.manhole", "Tutup got hilang."),
    ("road.manhole", "Gorong-gorong terbuka di trotoar."),
    ("road.lights", "Lampu merah mati di perempatan."),
    ("road.lights", "bangjo mati"),
    ("road.obstacle", "Pemuda balap liar tiap malam."),
    ("road.obstacle", "Oli tumpah di jalan membahayakan pengendara."),
    ("outage.water", "Air PDAM mati tiga hari."),
    ("outage.water", "banyu pdam mati"),
    ("outage.water", "Pipa air pecah."),
    ("outage.power", "Listrik padam dari pagi."),
    ("outage.power", "mati lampu terus di blok C"),
    ("animal.near", "Ular kobra masuk dapur."),
    ("animal.near", "ulo mlebu omah"),
    ("animal.near", "Sarang tawon di atap sekolah."),
    ("disease.spreads", "Wabah diare di asrama."),
    ("disease.spreads", "Asap pabrik bikin sesak nafas."),
    ("papers.urgent", "KTP belum jadi padahal untuk operasi ibu."),
    ("papers.urgent", "Besok hari terakhir daftar sekolah, akta belum keluar."),
]
"""A sign, and a sentence in which it speaks: plain, hurried or regional."""

EMPHASIS = ["URGENT", "DARURAT", "mohon segera", "Tolong segera, ini darurat sekali!", "SANGAT MENDESAK MIN"]


def speaking(text: str, title: str = "") -> list[str]:
    return [signal.signal for signal in read(text, title) if signal.speaks]


def read(text: str, title: str = "") -> tuple[DangerSignal, ...]:
    return danger_reader()(a_complaint(text, title=title))


def told(text: str) -> list[tuple[str, Scope]]:
    return [(signal.signal, signal.scope) for signal in read(text)]


@pytest.mark.parametrize(("signal", "sentence"), SENTENCES)
def test_a_sign_speaks_where_a_sentence_of_its_kind_tells_of_it(signal, sentence):
    assert signal in speaking(sentence)


@pytest.mark.parametrize("signal", load_signals().signals)
def test_every_sign_has_a_sentence_here(signal):
    assert signal in {name for name, _ in SENTENCES}


def test_the_title_is_read_like_the_text():
    assert not [one for signal, one in SENTENCES if signal not in speaking("Mohon bantuan.", title=one)]


@pytest.mark.parametrize("text", EMPHASIS)
def test_words_of_urgency_alone_are_no_sign(text):
    assert not read(text, title=text)


@pytest.mark.parametrize("emphasis", EMPHASIS)
def test_words_of_urgency_add_nothing_to_a_sign(emphasis):
    assert not [sentence for _, sentence in SENTENCES if told(f"{sentence} {emphasis}") != told(sentence)]


@pytest.mark.parametrize(
    "written",
    [
        str.upper,
        str.title,
        lambda text: text.rstrip("."),
        lambda text: text.replace(".", "!!!"),
        lambda text: text.replace(" ", "   ") + "\r\n",
        lambda text: "".join(letter * 4 if letter in "aiueo" else letter for letter in text),
        lambda text: f"😱 {text} 🙏🏽",
    ],
    ids=["capitals", "title", "no-stop", "exclamations", "blanks", "long-letters", "emoji"],
)
def test_how_loud_a_sentence_is_written_changes_no_sign(written):
    assert not [sentence for _, sentence in SENTENCES if told(written(sentence)) != told(sentence)]


@pytest.mark.parametrize("between", [" ", "\n", "\r\n\r\n"])
def test_a_sentence_pasted_ten_times_says_what_it_says_once(between):
    closed = [f"{sentence.rstrip('.')}." for _, sentence in SENTENCES]

    assert not [sentence for sentence in closed if read(between.join([sentence] * 10)) != read(sentence)]


def test_words_of_five_dangers_strung_together_tell_of_none():
    told_of = told("kebakaran banjir longsor keracunan tawuran")

    assert len(told_of) >= 5
    assert {scope for _, scope in told_of} == {Scope.LISTED}


def test_words_of_four_dangers_are_no_list():
    assert len(speaking("kebakaran banjir keracunan tawuran")) == 4


def test_a_list_does_not_hide_what_an_own_sentence_of_a_long_text_tells():
    long = " ".join(["mohon agar jadwal layanan loket diumumkan lebih awal"] * 8)
    dangers = ["rumah terbakar", "jembatan putus", "orang keracunan", "ada tawuran", "begal lagi"]

    assert len(speaking(f". {long}. ".join(dangers))) >= 5


def test_a_sentence_in_the_middle_of_three_hundred_words_is_heard():
    about_something_else = " ".join(f"Loket nomor {n} melayani dengan ramah dan cepat." for n in range(20))

    texts = [(signal, f"{about_something_else} {one} {about_something_else}") for signal, one in SENTENCES]

    assert not [signal for signal, text in texts if signal not in speaking(text)]


def test_a_sentence_without_marks_is_heard_behind_three_thousand_words():
    assert "fire.burning" in speaking("loket melayani dengan ramah " * 750 + "rumah tetangga terbakar")


def test_what_is_said_far_away_in_a_text_without_marks_silences_nothing():
    assert "flood.area" in speaking("gang melati banjir " + "loket melayani dengan ramah " * 40 + "selalu")


def test_a_sign_that_speaks_in_the_text_is_not_silenced_by_a_title_that_denies_it():
    (signal,) = read("Rumah tetangga terbakar.", title="Bukan kebakaran biasa")

    assert signal.speaks
    assert signal.span.field == "text"


def test_letters_dressed_up_are_read_as_letters():
    assert speaking("𝗔𝗱𝗮 𝗸𝗲𝗯𝗮𝗸𝗮𝗿𝗮𝗻") == ["fire.burning"]
    assert speaking("ada keba\u200bkaran") == ["fire.burning"]
    assert "flood.in_house" in speaking("banyu mle\u0301bu omah")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        ".",
        ",",
        "\n",
        "😀",
        "\u200d",
        "\x00",
        "e\u0301",
        "İ",
        "ﷺ",
        "½",
        "[NAMA]",
        "\ud800",
        "air",
        "٣",
        "ß" * 50,
    ],
)
def test_a_text_too_short_to_tell_anything_is_read_without_complaint(text):
    assert not danger_reader().of_text(text)


@pytest.mark.parametrize(
    "text",
    ["a " * 10_000, "banjir " * 2_857, "rumah" + "h" * 19_995, "," * 20_000, ". " * 10_000, "e\u0301" * 10_000,
     "😀" * 20_000, "jalan rusak " * 1_666, "1.2" * 6_666, "air" + "0" * 19_997, "rs " * 6_666, "asap bau " * 2_222],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_twenty_thousand_characters_of_anything_are_read(text):
    assert isinstance(danger_reader().of_text(text), tuple)


WORDS = st.sampled_from(
    sorted({word.strip("*") for entries in load_signals().lists.values() for row in entries for word in row.split()})
)


@given(st.lists(WORDS | st.sampled_from([",", ".", "tidak", "takut", "karena", "sudah padam"]), max_size=60))
def test_words_of_danger_in_any_order_are_read_and_each_sign_is_given_once(words):
    names = [signal.signal for signal in danger_reader().of_text(" ".join(words))]

    assert len(names) == len(set(names))
    assert names == [name for name in danger_reader().names if name in names]


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read(text, title):
    assert isinstance(read(text, title), tuple)


@given(st.lists(st.sampled_from([sentence for _, sentence in SENTENCES]), max_size=4).map(" ".join))
def test_reading_twice_and_by_another_reader_gives_the_same(another_reader, text):
    assert read(text) == read(text) == another_reader(a_complaint(text))


@pytest.fixture(scope="module")
def another_reader() -> DangerReader:
    return DangerReader(load_signals(), ScopeReader(load_scopes()))
