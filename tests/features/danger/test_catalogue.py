"""signals.yaml holds together: lists, levels, sentences, patterns; and what breaks its form is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from features.danger.patterns import Pattern, phrase_regex
from features.danger.scopes import load_scopes, scope_reader
from features.danger.signals import DangerReader, Signals, load_signals
from features.danger.words import plain_text
from features.errors import BrokenPattern
from triage.dangers import Danger, Scope
from triage.errors import BrokenCatalog

SIGNALS = load_signals()
SIGN = {"danger": "fire", "level": "darurat", "sentence": {"id": "Ada api.", "en": "There is fire."}, "any": ["api"]}
REWRITTEN = {("hole", "ambrol*")}
"""An open entry whose bare word the normalisation list writes in another way, which the list lacks: a known gap."""

UNUSABLE = [
    *("", "..3", "[api]", "*bakar*", "..3 *bakar [rumah]"),  # nothing that a text must hold
    *("{nowhere} api", "({nowhere}|api) besar", "{bare} api", "() api", "(api||asap)"),  # nothing to choose from
    *("(api", "api)", "{place", "[api", "((api|asap) besar)", "[{place}] api"),  # brackets that are no brackets
    *("sabu-sabu", "a.b", "(api ..2 besar|asap) rumah"),  # no words
]


def declared(**sign: Any) -> Signals:
    return Signals.model_validate({"version": "1", "lists": {"place": ["rumah"]}, "signals": {"a": {**SIGN, **sign}}})


@pytest.mark.parametrize(("name", "signal"), SIGNALS.signals.items())
def test_a_sign_is_complete(name, signal):
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", name)
    assert signal.level in ("darurat", "tinggi")
    assert signal.sentence.id.endswith(".")
    assert signal.sentence.en.endswith(".")
    assert signal.sentence.id != signal.sentence.en
    assert signal.beside is None or signal.beside in SIGNALS.lists
    assert not {Scope.NOW, Scope.LISTED} & set(signal.despite)


@pytest.mark.parametrize(("name", "signal"), SIGNALS.signals.items())
def test_every_row_of_a_sign_compiles_and_has_a_word_to_be_found_by(name, signal):
    patterns = [Pattern(written, SIGNALS.lists) for written in signal.any]

    assert all(pattern.anchors and 0 < pattern.reach < 100 for pattern in patterns)


def test_versions_stand_in_both_files():
    assert SIGNALS.version
    assert load_scopes().version
    assert DangerReader(SIGNALS, scope_reader()).version == SIGNALS.version


def test_every_danger_has_a_sign():
    assert {signal.danger for signal in SIGNALS.signals.values()} == set(Danger)


@pytest.mark.parametrize("name", SIGNALS.lists)
def test_every_entry_of_a_list_is_found_in_a_text_that_holds_it(name):
    regex = phrase_regex(SIGNALS.lists[name])
    deaf = {(name, entry) for entry in SIGNALS.lists[name] if not regex.search(_plain(entry))}

    assert deaf <= REWRITTEN


def test_every_cue_and_every_silencing_phrase_is_found_in_a_text_that_holds_it():
    scopes = load_scopes()
    groups = [scopes.turns, scopes.never, *(signal.unless for signal in SIGNALS.signals.values())]
    groups += [group for cue in scopes.scopes for group in (cue.around, cue.before, cue.after)]

    assert not [phrase for group in groups for phrase in group if not phrase_regex(group).search(_plain(phrase))]


def _plain(entry: str) -> str:
    return plain_text(entry.replace("*", "")).plain + " "


@pytest.mark.parametrize(
    ("row", "text", "fits"),
    [
        ("api", "ada api besar", True),
        ("api", "ada apinya besar", False),
        ("api*", "ada apinya besar", True),
        ("*bakar* api", "pembakaran api", True),
        ("api ..2 rumah", "api di dekat rumah", True),
        ("api ..2 rumah", "api di dekat pagar rumah", False),
        ("api ..2 rumah", "api, dekat rumah", True),
        ("api ..2 rumah", "api. rumah", False),
        ("api ..2 rumah", "api rumah", True),
        ("api ..3 {house}", "api di ruang tamu", True),
        ("(api|asap tebal) masuk", "asap tebal masuk", True),
        ("(api|{house}) besar", "ruang tamu besar", True),
        ("api [yang besar] padam", "api padam", True),
        ("api [yang besar] padam", "api yang besar padam", True),
        ("api gak padam", "api tdk padam", True),
    ],
)
def test_a_row_fits_as_its_form_says(row, text, fits):
    pattern = Pattern(row, {"house": ["rumah", "ruang tamu"]})

    assert bool(pattern.regex.search(plain_text(text).plain + " ")) is fits


@pytest.mark.parametrize("row", UNUSABLE)
def test_a_row_that_can_not_be_used_is_refused(row):
    with pytest.raises(BrokenPattern):
        Pattern(row, {"place": ["rumah"], "bare": []})


@pytest.mark.parametrize(
    "sign",
    [
        {"level": "merah"},
        {"level": "sedang"},
        {"danger": "dragons"},
        {"sentence": "Ada api."},
        {"any": []},
        {"any": "api"},
        {"any": [True]},
        {"despite": ["doubted"]},
        {"unles": ["arang"]},
        {"scope": "past"},
    ],
)
def test_a_sign_that_breaks_the_form_is_refused(tmp_path, sign):
    file = tmp_path / "signals.yaml"
    file.write_text(f"version: '1'\nlists: {{}}\nsignals: {{a.b: {json.dumps({**SIGN, **sign})}}}", encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"signals\.yaml"):
        load_signals(file)


@pytest.mark.parametrize(
    "written", ["", "version: '1'", "version: '1'\nlists: {}\nsignals: {}\nmore: {}", "a: [", "no"]
)
def test_a_file_that_breaks_the_form_is_refused(tmp_path, written):
    file = tmp_path / "signals.yaml"
    file.write_text(written, encoding="utf-8")

    with pytest.raises(BrokenCatalog, match=r"signals\.yaml"):
        load_signals(file)


def test_the_bundled_form_is_read_from_any_place(tmp_path):
    file = tmp_path / "signals.yaml"
    file.write_text(f"version: '1'\nlists: {{}}\nsignals: {{a.b: {json.dumps(SIGN)}}}", encoding="utf-8")

    assert [one.signal for one in DangerReader(load_signals(file), scope_reader()).of_text("ada api")] == ["a.b"]


@pytest.mark.parametrize(
    "sign", [{"beside": "nowhere"}, {"any": ["{nowhere}"]}, {"unless": ["sabu-sabu"]}, {"unless": [""]}]
)
def test_a_sign_that_names_what_is_not_there_is_refused(sign):
    with pytest.raises(BrokenPattern):
        DangerReader(declared(**sign), scope_reader())


def test_a_sign_beside_a_list_speaks_only_where_the_text_holds_one_of_its_words():
    reader = DangerReader(declared(beside="place"), scope_reader())

    assert reader.of_text("ada api. dekat rumah")
    assert not reader.of_text("ada api. dekat kali")


def test_a_phrase_of_unless_silences_a_sign_within_its_sentence_only():
    reader = DangerReader(declared(unless=["api unggun"]), scope_reader())

    assert not reader.of_text("ada api unggun")
    assert reader.of_text("ada api. kemarin api unggun")
