"""Where a sign stands: spans count characters of the title or text as it was sent, whatever else stands there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.danger.signals import danger_reader
from features.danger.words import plain_text
from tests.worlds import a_complaint

DANGERS = ["rumah terbakar", "KEBAKARAN!!!", "pohon tumbang", "banyu mlebu omah", "bau gas", "anak hilang", "tawuuuran"]
AROUND = [
    "😱🔥",
    "👨‍👩‍👧",
    "e\u0301",
    "[NAMA]",
    "[NAME_1]",
    "\r\n",
    "\n\n",
    "\t",
    " , ",
    "…",
    "Jl. Melati No. 3",
    "İ",
    "ß",
    "\u200b",
    "﷽",
    "1.500",
]

texts = st.lists(st.sampled_from(DANGERS) | st.sampled_from(AROUND) | st.text(max_size=8), max_size=12).map(" ".join)


@given(title=texts, text=texts)
def test_a_span_lies_within_its_field_and_holds_letters(title, text):
    fields = {"title": title, "text": text}

    for signal in danger_reader()(a_complaint(text, title=title)):
        start, end = signal.span.start, signal.span.end
        assert 0 <= start < end <= len(fields[signal.span.field])
        assert any(map(str.isalnum, fields[signal.span.field][start:end]))
        assert fields[signal.span.field][start].isalnum()
        assert fields[signal.span.field][end - 1].isalnum()


@given(before=st.sampled_from(AROUND), after=st.sampled_from(AROUND))
def test_a_span_is_where_the_words_of_danger_stand(before, after):
    text = f"{before}. Pohon tumbang. {after}"
    (signal,) = danger_reader().of_text(text)

    assert text[signal.span.start : signal.span.end] == "Pohon tumbang"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Min, ada KEBAKARAAAAN di gudang!", "KEBAKARAAAAN"),
        ("wit gedhe\r\nambruk, wit gedhe ambruk nang dalan", "wit gedhe ambruk"),
        ("Dilaporkan [NAMA]: bau   gas menyengat", "bau   gas"),
        ("Kami aman. Kami aman. Tercium bau gas.", "bau gas"),
        ("Rumah di Jl. Melati no. 3 terbakar", "terbakar"),
    ],
)
def test_a_span_quotes_the_text_as_sent(text, quoted):
    (signal,) = danger_reader().of_text(text)

    assert text[signal.span.start : signal.span.end] == quoted


@given(texts)
def test_every_word_of_a_plain_text_has_its_place_in_order(text):
    read = plain_text(text)
    words = read.plain.split(" ") if read.plain else []

    assert len(words) == len(read.starts) == len(read.places)
    assert [read.plain[start : start + len(word)] for start, word in zip(read.starts, words, strict=True)] == words
    assert list(read.places) == sorted(read.places)
    assert all(0 <= start <= end <= len(text) for start, end in read.places)
