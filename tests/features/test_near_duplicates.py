"""What is one report sent again, and what is a report of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.near_duplicates import PERMUTATIONS, group, signatures

FORM_LETTER = (
    "Dengan hormat, kami warga perumahan Griya Asri memohon perbaikan jalan masuk yang rusak parah sejak musim hujan "
    "lalu karena sudah tiga kali ada pengendara motor jatuh. Atas perhatian Bapak kami ucapkan terima kasih. "
    "Hormat saya, {}"
)


def groups(*texts: str) -> list[int]:
    return group(signatures(texts)).tolist()


@pytest.mark.parametrize(
    "again",
    [
        "LAMPU JALAN DI GANG DUA PADAM",
        "Lampu jalan, di gang dua: padam!!!",
        "  lampu\njalan di\tgang dua padam ...",
        "Lampu jalan di gang dua padam…",
        "Lampu jalan – di gang dua – padam",
        "“Lampu jalan di gang dua padam”",
    ],
)
def test_the_same_words_in_other_letters_and_signs_are_one_report(again):
    assert groups("Lampu jalan di gang dua padam.", again) == [0, 0]


def test_a_tag_is_no_word():
    assert groups("Lampu padam, hubungi [NAMA] di [TELEPON].", "Lampu padam, hubungi di") == [0, 0]


def test_a_form_letter_is_the_same_under_another_name():
    assert groups(FORM_LETTER.format("Wayan Sukarta"), FORM_LETTER.format("Made Astuti")) == [0, 0]


def test_reports_of_other_things_stand_alone():
    assert groups(
        "Lampu jalan di gang dua padam sejak Senin.",
        "Lampu lalu lintas di simpang lima mati sejak Senin.",
        "Obat di puskesmas habis dan perawat tidak datang.",
        "",
    ) == [0, 1, 2, 3]


def test_every_row_of_a_campaign_bears_the_number_of_the_first():
    other = "Obat di puskesmas habis dan perawat tidak datang."
    names = ("Wayan Sukarta", "Made Astuti", "Nyoman Rai", "Ketut Lestari", "Putu Adi")

    found = groups(other, *(FORM_LETTER.format(name) for name in names), other.upper())

    assert found == [0, 1, 1, 1, 1, 1, 0]


def test_no_rows_have_no_groups():
    assert signatures([]).shape == (0, PERMUTATIONS)
    assert groups() == []


@pytest.mark.parametrize("text", ["Got mampat.", "", "!!!", "[NAMA]", "😡"])
def test_one_row_is_a_group_of_its_own(text):
    assert groups(text) == [0]


WORDS = ("lampu", "padam", "got", "mampat", "jalan", "rusak", "[NAMA]", "!!", "Gang")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join), max_size=14)


@given(texts=TEXTS)
def test_a_group_bears_the_number_of_its_first_row_and_holds_all_equal_texts(texts):
    found = group(signatures(texts))

    assert found.shape == (len(texts),)
    assert (found <= np.arange(len(texts))).all()
    assert (found[found] == found).all()
    for text in set(texts):
        assert len({at for at, other in zip(found.tolist(), texts, strict=True) if other == text}) == 1


@given(texts=TEXTS, later=TEXTS)
def test_rows_that_come_later_never_part_a_group(texts, later):
    before, after = groups(*texts), groups(*texts, *later)

    assert all(after[place] == after[first] for place, first in enumerate(before))
