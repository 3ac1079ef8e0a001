"""The catalogue of encoders: what a name means, what a folder in IndoBERT's layout gives, and a clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from models.neural.encoders import (
    CATALOGUE,
    PRODUCTION_DEFAULT,
    EncoderSpec,
    EncoderUnavailable,
    find_encoder,
    load_encoder,
)

TEXTS = ["Lampu jalan padam sejak Senin.", "Air PDAM keruh di Sukamaju.", "jalan berlubang dekat pasar"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "lampu", "jalan", "pad", "##am", "air", "keruh", "."]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No network and an empty cache, as on a closed server; the library reads both when it is imported."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def indobert_folder(tmp_path: Path) -> Path:
    """IndoBERT's layout at a size that fits a test: config.json, vocab.txt, weights; no tokenizer.json."""
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=32,
        pad_token_id=0,
    )
    BertModel(config).save_pretrained(tmp_path)
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    return tmp_path


# --- names ----------------------------------------------------------------------------------


def test_the_encoders_that_the_house_promises_are_in_the_catalogue():
    assert PRODUCTION_DEFAULT == "indobenchmark/indobert-base-p1"
    assert {spec.source for spec in CATALOGUE.values()} >= {
        "indobenchmark/indobert-base-p1",
        "indobenchmark/indobert-base-p2",
        "indolem/indobertweet-base-uncased",
        "FacebookAI/xlm-roberta-base",
        "intfloat/multilingual-e5-small",
        "intfloat/multilingual-e5-base",
        "embedded",
        "tiny",
    }


@pytest.mark.parametrize("name", CATALOGUE)
def test_e5_and_only_e5_was_trained_with_a_prefix_and_all_are_pooled_by_the_mean(name):
    spec = find_encoder(name)

    assert spec.prefix == ("query: " if name.startswith("me5") or name == "embedded" else "")
    assert spec.pooling == "mean"


def test_a_hub_id_of_the_catalogue_keeps_its_prefix():
    assert find_encoder("intfloat/multilingual-e5-base") == find_encoder("me5-base")


def test_any_other_name_is_a_hub_id_or_a_path_as_it_stands():
    assert find_encoder("orang/lain") == EncoderSpec("orang/lain", pooling="mean", prefix="")


def test_revision_and_pooling_of_a_configuration_win():
    spec = find_encoder("indobert-p1", revision="abc123", pooling="cls")

    assert spec == EncoderSpec(PRODUCTION_DEFAULT, pooling="cls", revision="abc123")


# --- loading --------------------------------------------------------------------------------


@pytest.mark.usefixtures("offline")
def test_a_hub_id_that_is_not_at_hand_says_how_to_get_it():
    with pytest.raises(EncoderUnavailable) as caught:
        load_encoder(find_encoder("indobert-p1"))

    assert PRODUCTION_DEFAULT in str(caught.value)
    assert "encoder.name=embedded" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("offline")
def test_an_empty_folder_is_refused_alike(tmp_path):
    with pytest.raises(EncoderUnavailable):
        load_encoder(find_encoder(str(tmp_path)))


@pytest.mark.usefixtures("offline")
def test_a_folder_in_indoberts_layout_gives_weights_and_a_wordpiece_tokenizer(indobert_folder):
    loaded = load_encoder(find_encoder(str(indobert_folder)))

    assert isinstance(loaded.tokenizer, Tokenizer)
    assert loaded.tokenizer.encode("Lampu jalan padam.").tokens == [
        "[CLS]", "lampu", "jalan", "pad", "##am", ".", "[SEP]",
    ]  # fmt: skip
    assert loaded.model.config.vocab_size == loaded.tokenizer.get_vocab_size() == len(VOCABULARY)


@pytest.mark.usefixtures("offline")
def test_its_tokenizer_written_as_tokenizer_json_is_the_same_tokenizer(indobert_folder):
    first = load_encoder(find_encoder(str(indobert_folder))).tokenizer
    first.save(str(indobert_folder / "tokenizer.json"))

    again = load_encoder(find_encoder(str(indobert_folder))).tokenizer

    assert [again.encode(text).ids for text in TEXTS] == [first.encode(text).ids for text in TEXTS]


@pytest.mark.usefixtures("offline")
def test_only_the_first_layers_are_kept_where_a_configuration_says_so(indobert_folder):
    loaded = load_encoder(find_encoder(str(indobert_folder)), layers=2)

    assert len(loaded.model.encoder.layer) == loaded.model.config.num_hidden_layers == 2


def test_tiny_has_a_vocabulary_of_its_texts_and_indoberts_special_tokens():
    loaded = load_encoder(find_encoder("tiny"), TEXTS)
    tokens = loaded.tokenizer.encode("Lampu padam").tokens

    assert (tokens[0], tokens[-1]) == ("[CLS]", "[SEP]")
    assert "[UNK]" not in tokens
    assert loaded.tokenizer.token_to_id("[PAD]") == loaded.model.config.pad_token_id == 0
