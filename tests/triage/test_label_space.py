"""The ordered labels of a model, guarded by a digest: a swapped order would answer with wrong names."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import WrongLabelSpace
from triage.label_space import LabelSpace
from triage.tasks import Task

KINDS = ("aspirasi", "permintaan_informasi", "pengaduan_non_pengawasan")
SPACE = LabelSpace("sp4n@2026.1", {Task.KIND: KINDS, Task.URGENCY: ("rendah", "darurat")})


@given(st.permutations(KINDS))
def test_another_order_of_the_same_labels_is_another_space(order):
    swapped = LabelSpace(SPACE.taxonomy, {**SPACE.labels, Task.KIND: tuple(order)})

    assert (swapped.digest == SPACE.digest) == (tuple(order) == KINDS)


def test_the_order_in_which_tasks_are_named_does_not_matter():
    assert LabelSpace(SPACE.taxonomy, dict(reversed(SPACE.labels.items()))).digest == SPACE.digest


def test_the_same_labels_of_another_taxonomy_are_another_space():
    assert LabelSpace("sp4n@2027.1", SPACE.labels).digest != SPACE.digest


def test_a_space_comes_back_from_json_as_it_was():
    assert LabelSpace.from_dict(json.loads(json.dumps(SPACE.as_dict()))) == SPACE


def test_labels_that_were_swapped_in_the_file_refuse_to_load():
    raw = SPACE.as_dict()
    raw["labels"]["kind"].reverse()

    with pytest.raises(WrongLabelSpace) as refused:
        LabelSpace.from_dict(raw)
    assert SPACE.digest[:12] in str(refused.value)


def test_an_index_says_which_output_a_label_is():
    assert SPACE.index(Task.KIND) == {"aspirasi": 0, "permintaan_informasi": 1, "pengaduan_non_pengawasan": 2}


def test_the_labels_cannot_be_changed_behind_the_back_of_the_digest():
    labels = {Task.KIND: KINDS}
    space = LabelSpace("sp4n@2026.1", labels)
    before = space.digest

    labels[Task.KIND] = ()
    assert space.digest == before
    with pytest.raises(TypeError):
        space.labels[Task.KIND] = ()  # type: ignore[index]


def test_a_space_passes_between_processes_and_stays_frozen():
    came = pickle.loads(pickle.dumps(SPACE))

    assert (came, came.digest) == (SPACE, SPACE.digest)
    with pytest.raises(TypeError):
        came.labels[Task.KIND] = ()
