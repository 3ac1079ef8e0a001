"""Everything that people read on the pages is there in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

import serving.access.errors as access_errors
import serving.review.item_form  # noqa: F401 - its errors are subclasses that the test looks up
import serving.store.errors as store_errors
import triage.review as review_errors
import triage.verdicts as verdict_errors
from serving.review import admin_mistakes, languages
from serving.review.mistakes import INDONESIAN, told
from triage.errors import TriageError

ROOM = Path(languages.__file__).parent
_FIELD = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def _asked() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOM.rglob("*.html")):
        options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
        for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", path, options=options):
            yield (message if isinstance(message, str) else message[0]), path
    for path in sorted(ROOM.rglob("*.py")):
        for _, message, _, _ in extract_from_file("python", path, keywords={"noted": None}):
            yield str(message), path


def _written() -> dict[str, list[str]]:
    found = {}
    for message in languages.catalog("en"):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = [message.string] if isinstance(message.string, str) else list(message.string)
    return found


def test_every_indonesian_sentence_of_the_pages_has_an_english_one():
    written = _written()
    missing = sorted({f"{path.name}: {words}" for words, path in _asked() if not all(written.get(words, [""]))})
    assert missing == []


def test_english_names_the_same_fields_as_indonesian():
    wrong = {
        key
        for key, strings in _written().items()
        if any(sorted(_FIELD.findall(one)) != sorted(_FIELD.findall(key)) for one in strings)
    }
    assert wrong == set()


def test_no_english_is_kept_for_words_that_no_page_has():
    assert sorted(set(_written()) - {words for words, _ in _asked()}) == []


def test_mistakes_of_the_work_are_told_in_indonesian():
    modules = (review_errors, verdict_errors, store_errors, access_errors)
    of_the_work = {
        kind.code
        for kind in TriageError.__subclasses__()
        if kind.__module__ in {module.__name__ for module in modules} or kind.__module__.startswith("serving.review")
    }
    by_the_operator = {
        "store/outdated",
        "store/key-missing",
        "store/key-wrong",
        "intake/other-request",
        "intake/answer-forgotten",
    }
    assert sorted(of_the_work - by_the_operator - set(INDONESIAN) - set(admin_mistakes.INDONESIAN)) == []


def test_a_mistake_without_an_indonesian_sentence_shows_its_english_one():
    class Odd(TriageError):
        code = "test/odd"
        what = "Something odd."
        fix = "Mend it."

    assert told(Odd(), "id").plain == "Something odd. Mend it."
    assert told(Odd(), "en").what == "Something odd."


@pytest.mark.parametrize(
    ("share", "id_", "en"), [(0.6, "60%", "60%"), (0.999, "> 99%", "> 99%"), (0.002, "< 1%", "< 1%")]
)
def test_a_probability_never_reads_as_certainty(share, id_, en):
    assert languages.percent(share, "id") == id_
    assert languages.percent(share, "en") == en
