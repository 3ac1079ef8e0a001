"""A WordPiece tokenizer made from given texts, in the layout of IndoBERT's, for tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WORD = re.compile(r"\w+")


def tiny_tokenizer(texts: Iterable[str], size: int = 2000) -> Tokenizer:
    """Return a lower-casing WordPiece tokenizer of at most about `size` pieces: characters and frequent words.

    The same texts give the same pieces in every process, which the library's own trainer does not promise.
    """
    words = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    characters = sorted({character for word in words for character in word})
    frequent = sorted(words, key=lambda word: (-words[word], word))
    pieces = dict.fromkeys([*_SPECIAL, *characters, *(f"##{character}" for character in characters), *frequent])
    vocabulary = {piece: place for place, piece in enumerate(list(pieces)[:size])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - a token of text
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer
