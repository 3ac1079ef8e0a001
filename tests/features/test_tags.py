"""One closed set of tags, whoever masked the text before."""

from __future__ import annotations

import pytest

from features.masking import IDENTIFIERS, mask
from features.tags import FROM_SAMARAN, Tag, tag_spans

SHARED = ("NAMA", "TELEPON", "EMAIL", "NIK", "PLAT", "REKENING", "NOMOR", "ALAMAT", "URL", "AKUN")


@pytest.mark.parametrize("word", SHARED)
def test_the_tags_of_shared_data_belong_to_the_closed_set(word):
    text = f"laporan dari [{word}] kemarin"

    assert mask(text).text == text
    assert [tag.value for _, _, tag in tag_spans(text)] == [word]


@pytest.mark.parametrize(("word", "tag"), FROM_SAMARAN.items())
@pytest.mark.parametrize("number", ["", "_1", "_27"])
def test_the_tags_of_samaran_mean_the_same(word, tag, number):
    assert mask(f"laporan dari [{word}{number}] kemarin").text == f"laporan dari {tag.text} kemarin"


def test_every_type_that_is_masked_has_its_tag():
    assert set(IDENTIFIERS) <= set(FROM_SAMARAN)


@pytest.mark.parametrize("tag", Tag)
def test_every_tag_is_read_back_as_itself(tag):
    assert tag_spans(f"a {tag.text} b") == [(2, 2 + len(tag.text), tag)]


@pytest.mark.parametrize("text", ["[URGENT]", "[nama]", "[NAMA", "NAMA]", "[ NAMA ]", "[]", "[LAMPIRAN_1]"])
def test_other_words_in_brackets_are_left(text):
    assert tag_spans(text) == []
    assert mask(text).text == text


def test_a_tag_that_was_there_before_is_not_counted_as_found():
    assert mask("[NAMA] dan [NAME_2]").found == {}
