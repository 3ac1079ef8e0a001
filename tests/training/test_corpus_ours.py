"""What our own data rely on: both families of tags mean the same, and the bundled sample is read without a loss."""

from __future__ import annotations

from pathlib import Path

from features.recipe import Recipe
from tests.training.histories import a_mapping, a_row, received, write_rows
from training.corpus.mapping import load_mapping
from training.corpus.reader import read_corpus

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def test_texts_that_were_masked_by_either_family_of_tags_end_up_alike(tmp_path, taxonomy, directory):
    ours = "Hubungi [NAMA] di [TELEPON], plat [PLAT]."
    theirs = "Hubungi [NAME_1] di [PHONE_2], plat [PLATE_1]."

    path = write_rows(tmp_path / "riwayat.csv", [a_row("L-1", isi=ours), a_row("L-2", isi=theirs)])
    corpus = read_corpus([path], a_mapping(), taxonomy, directory)

    recipe, now = Recipe(), received("2026-03-09T10:00+07:00")
    first, second = (recipe.text(row.complaint(now)) for row in corpus.complaints)
    assert first == second
    assert "[NAMA]" in first
    assert not corpus.rejects


def test_the_bundled_sample_is_read_without_a_loss(taxonomy, directory):
    corpus = read_corpus([SAMPLE / "complaints.jsonl"], load_mapping(SAMPLE / "mapping.yaml"), taxonomy, directory)

    assert len(corpus) >= 150
    assert not corpus.rejects
    assert {row.received_at.utcoffset() for row in corpus.complaints if row.received_at} <= {
        received(f"2026-01-01T00:00+0{hours}:00").utcoffset() for hours in (7, 8, 9)
    }
