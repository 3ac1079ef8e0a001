"""The part gives a distribution over all roles and the nearest cases, and comes back from its files as it was."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from models.open_roles.combiner import Combiner
from models.open_roles.part import OpenRoles, is_open_roles
from models.open_roles.signals import SIGNALS
from tests.models.open_roles.small import CASES, HEAD, PARKS, ROLES, TEXTS, a_part, heads, vectors

MAKES = {"whole": (True, True), "no cases": (True, False), "no encoder": (False, False)}


def asked(part: OpenRoles, encoder: bool = True):
    return part(TEXTS, heads(len(TEXTS)), vectors(len(TEXTS)) if encoder else None)


# --- answers --------------------------------------------------------------------------------


def test_every_text_gets_a_distribution_over_all_roles_in_the_order_of_the_duties():
    for distribution, _ in asked(a_part()):
        assert distribution.labels == ROLES
        assert math.fsum(distribution.probabilities) == pytest.approx(1.0, abs=1e-9)
        assert min(distribution.probabilities) > 0.0


def test_the_nearest_cases_come_best_first_and_say_who_answered_and_never_a_word():
    known = {case.id: case for case in CASES}

    for _, similar in asked(a_part()):
        cosines = [case.similarity for case in similar]
        assert len(similar) == 4
        assert cosines == sorted(cosines, reverse=True)
        assert all(-1.0 <= cosine <= 1.0 for cosine in cosines)
        assert all((case.role, case.agency) == (known[case.id].role, known[case.id].agency) for case in similar)


@pytest.mark.parametrize("make", ["no cases", "no encoder"])
def test_without_cases_or_without_an_encoder_nothing_is_similar(make):
    part = a_part(*MAKES[make])

    assert [similar for _, similar in asked(part, encoder=make != "no encoder")] == [()] * len(TEXTS)


def test_the_duties_give_a_role_beyond_the_head_a_voice():
    words = tuple(1.0 if name in ("head", "words") else -3.0 if name == "unseen" else 0.0 for name in SIGNALS)
    part = replace(a_part(), combiner=Combiner(words))

    (told, _), (silent, _) = part(["Dahan pohon minta dipangkas.", "Tolong."], heads(2), vectors(2))

    assert told[PARKS] > silent[PARKS]


def test_no_texts_get_no_answers():
    assert a_part()([], np.zeros((0, len(HEAD))), vectors(0)) == []


def test_a_text_gets_the_same_bytes_alone_in_a_batch_and_again():
    part, head, read = a_part(), heads(len(TEXTS)), vectors(len(TEXTS))

    together = part(TEXTS, head, read)

    assert part(TEXTS, head, read) == together
    for row, text in enumerate(TEXTS):
        assert part([text], head[row : row + 1], read[row : row + 1]) == [together[row]]


# --- save and open --------------------------------------------------------------------------


@pytest.mark.parametrize("make", MAKES)
def test_an_opened_part_gives_the_same_bytes(make, tmp_path):
    part = a_part(*MAKES[make])
    part.save(tmp_path / "open_roles")

    again = OpenRoles.open(tmp_path / "open_roles", HEAD)

    assert asked(again, encoder=make != "no encoder") == asked(part, encoder=make != "no encoder")


@pytest.mark.parametrize("make", MAKES)
def test_a_part_that_was_opened_and_saved_again_is_the_same_files(make, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    a_part(*MAKES[make]).save(first)
    OpenRoles.open(first, HEAD).save(second)

    files = {path.name: path.read_bytes() for path in first.iterdir()}
    assert {path.name: path.read_bytes() for path in second.iterdir()} == files


def test_a_server_that_runs_as_another_user_can_read_its_files(tmp_path):
    a_part().save(tmp_path / "open_roles")

    for path in (tmp_path / "open_roles").iterdir():
        assert path.stat().st_mode & 0o004, path.name


def test_only_a_folder_with_its_facts_is_this_part(tmp_path):
    assert not is_open_roles(tmp_path / "open_roles")
    a_part(with_cases=False).save(tmp_path / "open_roles")

    assert is_open_roles(tmp_path / "open_roles")
    assert not is_open_roles(tmp_path)


def test_facts_with_a_key_that_this_version_does_not_know_are_refused(tmp_path):
    a_part().save(tmp_path)
    facts = tmp_path / "open_roles.json"
    facts.write_text(json.dumps({**json.loads(facts.read_text(encoding="utf-8")), "warna": 1}), encoding="utf-8")

    with pytest.raises(ValidationError):
        OpenRoles.open(tmp_path, HEAD)


# --- two libraries in one process -----------------------------------------------------------

IMPORTS = {"usearch first": ("usearch.index", "onnxruntime"), "onnxruntime first": ("onnxruntime", "usearch.index")}
WORK = """
import numpy as np, {}, {}
from usearch.index import Index, MetricKind
index = Index(ndim=4, metric=MetricKind.Cos)
index.add(np.arange(3, dtype=np.uint64), np.eye(4, dtype=np.float32)[:3])
assert int(index.search(np.eye(4, dtype=np.float32)[1], 1).keys[0]) == 1
assert onnxruntime.get_available_providers()
"""


@pytest.mark.parametrize("order", IMPORTS)
def test_the_index_and_the_runtime_bear_each_other_in_either_order(order):
    """usearch 2.26.3 to 2.26.6 crash the process when onnxruntime is imported after them."""
    ended = subprocess.run(
        [sys.executable, "-c", WORK.format(*IMPORTS[order])], capture_output=True, text=True, timeout=60
    )

    assert ended.returncode == 0, ended.stderr


def test_the_whole_predictor_bears_an_index_that_was_imported_before_it():
    code = "import usearch.index, models.open_roles.part, models.runtime.scorer, models.bundle.open"

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=60
    )

    assert ended.returncode == 0, ended.stderr
