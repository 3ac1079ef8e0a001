"""The embedder on the linear part: alike texts lie near, the same text is the same bytes, nothing is zero."""

from __future__ import annotations

import numpy as np
import pytest

from models.linear.part import make_vectorizer
from models.neighbours.cases import Case, CaseBase
from models.neighbours.embedder import LsaEmbedder
from models.neighbours.errors import NothingToEmbed, WrongFeatures
from models.neighbours.index import UsearchIndex

TEXTS = [
    "lampu jalan padam di depan sekolah",
    "lampu jalan mati sejak kemarin malam",
    "penerangan jalan umum padam semua",
    "air pdam keruh dan berbau",
    "air pdam mati sejak pagi",
    "pipa air bocor di tepi jalan",
    "puskesmas tutup sebelum jam layanan selesai",
    "antrean puskesmas panjang dan dokter terlambat",
    "sampah menumpuk di pasar dan berbau",
    "petugas tidak mengangkut sampah pasar",
]


def vectorizer(texts=TEXTS):
    return make_vectorizer((1, 2), (2, 4), min_df=1, max_features=None).fit(texts)


def fitted(dimensions: int = 6, seed: int = 1) -> LsaEmbedder:
    vectors = vectorizer()
    return LsaEmbedder.fit(vectors, vectors.transform(TEXTS), seed, dimensions)


def test_vectors_have_length_one_and_the_width_that_was_asked_for():
    embedder = fitted()
    vectors = embedder.embed(TEXTS)

    assert vectors.shape == (len(TEXTS), embedder.dimensions) == (len(TEXTS), 6)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_there_are_no_more_dimensions_than_the_texts_span():
    """Ten texts, each twice, span ten directions; the other 118 would be noise of rounding."""
    vectors = vectorizer()

    assert LsaEmbedder.fit(vectors, vectors.transform(TEXTS * 20), seed=1).dimensions == len(TEXTS)


def test_a_text_finds_what_is_about_the_same_thing():
    embedder = fitted()
    base = CaseBase(UsearchIndex.build(embedder.embed(TEXTS)), [Case(text, text.split()[0]) for text in TEXTS])

    (found,) = base.nearest(embedder.embed(["lampu jalan di kampung kami padam"]), 2)

    assert {neighbour.case.role for neighbour in found} <= {"lampu", "penerangan"}


def test_a_text_gets_the_same_bytes_alone_and_in_any_batch():
    embedder = fitted()
    texts = [*TEXTS, "", "qxzw", "lampu " * 300]
    together = embedder.embed(texts)

    assert np.array_equal(np.concatenate([embedder.embed([text]) for text in texts]), together)
    assert np.array_equal(embedder.embed(texts[::-1])[::-1], together)
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_text_without_a_known_sign_is_the_zero_vector():
    assert not fitted().embed(["", "🔥🔥🔥"]).any()


def test_the_same_seed_gives_the_same_bytes():
    assert np.array_equal(fitted(seed=7).embed(TEXTS), fitted(seed=7).embed(TEXTS))


def test_a_saved_embedder_gives_the_same_bytes(tmp_path):
    embedder = fitted()
    embedder.save(tmp_path / "lsa.safetensors")

    opened = LsaEmbedder.open(tmp_path / "lsa.safetensors", embedder.vectorizer)

    assert np.array_equal(opened.embed(TEXTS), embedder.embed(TEXTS))
    assert (tmp_path / "lsa.safetensors").stat().st_mode & 0o044 == 0o044


def test_the_vectoriser_of_another_bundle_is_refused(tmp_path):
    fitted().save(tmp_path / "lsa.safetensors")

    with pytest.raises(WrongFeatures):
        LsaEmbedder.open(tmp_path / "lsa.safetensors", vectorizer(TEXTS[:4]))


def test_a_file_that_holds_no_components_is_refused(tmp_path):
    (tmp_path / "lsa.safetensors").write_bytes(b"hello")

    with pytest.raises(WrongFeatures):
        LsaEmbedder.open(tmp_path / "lsa.safetensors", vectorizer())


def test_texts_of_another_world_cannot_be_fitted_on():
    vectors = vectorizer()

    with pytest.raises(NothingToEmbed):
        LsaEmbedder.fit(vectors, vectors.transform(["", "🔥"]), seed=1)
