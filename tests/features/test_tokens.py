"""Tokens of a prepared text: cut to the recipe's length, and saying so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing

from features.recipe import Recipe
from features.tokens import TextTokenizer

WORDS = ["[UNK]", "<s>", "</s>", "lampu", "jalan", "padam", "query:"]
NUMBER = {word: number for number, word in enumerate(WORDS)}
START, END = NUMBER["<s>"], NUMBER["</s>"]


def word_tokenizer() -> Tokenizer:
    """Return a tokenizer of seven words that puts a start and an end around every text."""
    tokenizer = Tokenizer(WordLevel(NUMBER, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", START), ("</s>", END)])
    return tokenizer


def reading(**settings) -> TextTokenizer:
    return TextTokenizer(word_tokenizer(), Recipe(**{"max_tokens": 8, **settings}))


def test_a_text_becomes_its_words_between_start_and_end():
    (tokens,) = reading()(["lampu jalan padam"])

    assert (tokens.ids, tokens.cut) == ([START, NUMBER["lampu"], NUMBER["jalan"], NUMBER["padam"], END], False)


@pytest.mark.parametrize(("words", "cut"), [(0, False), (6, False), (7, True), (3000, True)])
def test_a_text_longer_than_the_recipe_allows_is_cut_and_says_so(words, cut):
    (tokens,) = reading()([" ".join(["lampu"] * words)])

    assert tokens.cut is cut
    assert len(tokens.ids) == min(words + 2, 8)
    assert (tokens.ids[0], tokens.ids[-1]) == (START, END)


def test_the_prefix_of_the_recipe_stands_before_every_text():
    assert [tokens.ids[1] for tokens in reading(prefix="query: ")(["lampu", "padam"])] == [NUMBER["query:"]] * 2


@given(st.lists(st.lists(st.sampled_from(["lampu", "jalan", "padam", "gelap"]), max_size=12).map(" ".join), max_size=5))
def test_a_batch_mate_never_changes_the_tokens_of_a_text(texts):
    tokenizer = reading()

    assert tokenizer(texts) == [tokenizer([text])[0] for text in texts]


def test_the_tokenizer_of_a_bundle_is_read_with_the_length_of_the_recipe(tmp_path):
    saved = word_tokenizer()
    saved.enable_truncation(3)
    saved.enable_padding(length=20)
    saved.save(str(tmp_path / "tokenizer.json"))

    opened = TextTokenizer.open(tmp_path / "tokenizer.json", Recipe(max_tokens=8))
    assert opened(["lampu jalan padam"]) == reading()(["lampu jalan padam"])
