"""Cleaning undoes what transport did to a text, and leaves what the citizen wrote."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from features.cleaning import clean

PIECES = (
    "<", ">", "br", "/", "<br>", "</p>", "<script>", "</script>", "<!--", "-->", "&", "amp;", "&lt;", "&gt;", "&#92;",
    "&nbsp;", "\\", "n", "r", "t", " ", "\n", "\r", "\t", "\u2028", "\u200b", "\ufeff", "\x00", "\x1b[31m", "\x85",
    "\xa0", "_x000D_", "_x00", "0D_", "â€œ", "Ã©", "Â", "€", "é", "e\u0301", "ﬁ", "’", "😀", "Jalan", "1",
)  # fmt: skip
"""What exports and browsers leave behind; glued together they give each other new meanings."""


@given(st.text(max_size=60))
def test_cleaning_a_clean_text_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@example("<<br>br>")
@example("&#92;n")
@example("\\\x00n")
@example("\xa0Ã©")
@example("Â\t5 hari")
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_cleaning_a_clean_text_changes_nothing_whatever_transport_left_in_it(text):
    assert clean(clean(text)) == clean(text)


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=60))
def test_a_clean_text_has_no_control_characters_and_no_runs_of_blanks(text):
    cleaned = clean(text)

    assert not any(char < " " and char != "\n" for char in cleaned)
    assert "  " not in cleaned
    assert "\n\n" not in cleaned
    assert cleaned == cleaned.strip()


@given(st.from_regex(r"[A-Za-z0-9.,!?]{1,9}( [A-Za-z0-9.,!?]{1,9}){0,6}", fullmatch=True))
def test_plain_words_stay_as_they_were_written(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("Jalannya â€œrusak parahâ€\x9d sekali", 'Jalannya "rusak parah" sekali'),
        ("Jalan CafÃ© Melati", "Jalan Café Melati"),
        ("Cafe\u0301 Melati", "Café Melati"),
        ("warga’s ‘keluhan’", "warga's 'keluhan'"),
        ("\ufeffSelamat pagi", "Selamat pagi"),
        ("0812\u200b3456\u200b7890", "081234567890"),
        ("ﬁlter air", "filter air"),
    ],
)
def test_mojibake_is_repaired(sent, meant):
    assert clean(sent) == meant


@pytest.mark.parametrize(
    "sent",
    [
        "got buntu_x000D_\nsudah lama",
        "got buntu_x000d__x000A_sudah lama",
        "got buntu\\r\\nsudah lama",
        "got buntu\r\n\r\nsudah lama",
        "got buntu<br/>sudah lama",
        "<p>got buntu</p><p>sudah lama</p>",
        "got buntu\n \t \nsudah lama",
        "got buntu\u2028sudah lama",
    ],
)
def test_every_way_of_writing_a_line_end_is_one_line_end(sent):
    assert clean(sent) == "got buntu\nsudah lama"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<b>Tolong</b> <a href='http://x'>pak</a>", "Tolong pak"),
        ("lampu <script>alert('a')</script>padam", "lampu padam"),
        ("lampu <style>p {color: red}", "lampu"),
        ("air &amp; listrik&nbsp;mati", "air & listrik mati"),
        ("&lt;b&gt;padam&lt;/b&gt;", "padam"),
    ],
)
def test_html_is_gone_and_its_words_stay(sent, meant):
    assert clean(sent) == meant


@pytest.mark.parametrize(
    "text",
    [
        "anak < 5 tahun dan lansia > 60 tahun",
        "suhu <5 derajat",
        "BAYAR 50% / orang!!!",
        "air mati 😡😡",
        "[NAMA] & [TELEPON]",
    ],
)
def test_what_the_citizen_wrote_is_left_as_it_is(text):
    assert clean(text) == text


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "<br>", "\x00\x1b", "&nbsp;"])
def test_a_text_of_nothing_is_empty(nothing):
    assert clean(nothing) == ""
