"""Contrast families: read with clear errors, divided by family, and learnt from by scorers or by the fusion alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from features.near_duplicates import group, signatures
from models.scorer import read
from tests.models.tiny import tiny_config
from training.calibrate import FittedModel
from training.config import ContrastConfig, TrainingConfig
from training.contrast import Family, complaints_of, divide_families, read_families
from training.errors import BrokenFamilies, DataAbsent
from training.fit import fit_models, with_taught
from training.fuse import fuse_all
from training.prepare import prepare
from triage.tasks import Task

BUNDLED = Path("data/urgency/families.jsonl")
FIRE = {
    "id": "uji-1",
    "danger": "fire",
    "kind": "negated",
    "texts": {"darurat": "Gudang di belakang kebakaran.", "rendah": "Gudang di belakang tidak kebakaran."},
}


def a_family(number: int) -> Family:
    return Family.model_validate({**FIRE, "id": f"uji-{number}"})


def written(folder: Path, *lines: object) -> Path:
    path = folder / "keluarga.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
    return path


# --- reading --------------------------------------------------------------------------------


def test_a_family_becomes_complaints_of_which_only_the_urgency_is_known(tmp_path, taxonomy):
    (family,) = read_families(written(tmp_path, FIRE), taxonomy)

    grave, mild = complaints_of([family])

    assert (grave.id, grave.urgency, mild.id, mild.urgency) == ("uji-1/darurat", "darurat", "uji-1/rendah", "rendah")
    assert all(one.label(task) is None for one in (grave, mild) for task in Task if task is not Task.URGENCY)


@pytest.mark.parametrize(
    "line",
    [
        "bukan json",
        "[]",
        {**FIRE, "danger": "naga"},
        {**FIRE, "kind": "mirip"},
        {**FIRE, "texts": {"darurat": "Gudang di belakang kebakaran."}},
        {**FIRE, "catatan": "x"},
        {**FIRE, "Gudang di belakang": "kebakaran"},
        {**FIRE, "texts": {"Gudang di belakang kebakaran.": "darurat", "Gudang aman.": "rendah"}},
        {**FIRE, "texts": {"Gudang di belakang kebakaran.": 3, "Gudang aman.": 0}},
        {**FIRE, "texts": {"darurat": " ", "rendah": "Gudang aman."}},
        {**FIRE, "id": "uji-2", "texts": {"darurat": "Gudang kebakaran.", "gawat": "Gudang aman."}},
        " ",
        FIRE,
    ],
)
def test_a_line_that_is_no_family_is_named_by_its_number_and_its_text_is_kept_to_itself(tmp_path, taxonomy, line):
    with pytest.raises(BrokenFamilies) as error:
        read_families(written(tmp_path, FIRE, line), taxonomy)

    assert "line 2" in error.value.sentence()
    assert "Gudang" not in error.value.sentence()


def test_the_levels_that_may_stand_there_are_told(tmp_path, taxonomy):
    path = written(tmp_path, {**FIRE, "texts": {"darurat": "a b", "gawat": "c d"}})

    with pytest.raises(BrokenFamilies) as error:
        read_families(path, taxonomy)

    assert error.value.fields["allowed"] == ", ".join(taxonomy.slugs(Task.URGENCY))


@pytest.mark.parametrize("content", [b"", '{"id": "kopi é"'.encode("latin-1")])
def test_a_file_without_a_family_is_told(tmp_path, taxonomy, content):
    path = tmp_path / "keluarga.jsonl"
    path.write_bytes(content)

    with pytest.raises(BrokenFamilies):
        read_families(path, taxonomy)


def test_a_text_may_hold_a_line_separator(tmp_path, taxonomy):
    text = "Gudang\u2028kebakaran.\x85"

    (family,) = read_families(written(tmp_path, {**FIRE, "texts": {**FIRE["texts"], "darurat": text}}), taxonomy)

    assert family.texts["darurat"] == text.strip()


def test_a_file_that_is_not_there_is_told(tmp_path, taxonomy):
    with pytest.raises(DataAbsent):
        read_families(tmp_path / "hilang.jsonl", taxonomy)


def test_the_bundled_families_tell_every_kind_and_no_text_twice(taxonomy):
    families = read_families(BUNDLED, taxonomy)
    texts = [text for family in families for text in family.texts.values()]

    assert {family.kind for family in families} == set(Family.model_fields["kind"].annotation.__args__)
    assert len(set(texts)) == len(texts)


def test_no_bundled_family_nearly_repeats_a_pair_that_is_measured_on(taxonomy):
    pairs = [
        json.loads(line)
        for name in ("pairs", "tuning_pairs")
        for line in Path(f"data/urgency/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    measured = [pair[side] for pair in pairs for side in ("text_danger", "text_harmless")]
    texts = [row.text for row in complaints_of(read_families(BUNDLED, taxonomy))]
    groups = group(signatures([*measured, *texts])).tolist()

    assert set(groups[: len(measured)]).isdisjoint(groups[len(measured) :])


# --- dividing -------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10_000), unique=True, max_size=60), st.floats(0.01, 0.99), st.randoms())
def test_a_family_stands_on_one_side_whoever_its_neighbours_are(numbers, share, random):
    families = [a_family(number) for number in numbers]
    shuffled = random.sample(families, len(families))

    taught, held = divide_families(families, share)

    assert sorted(one.id for one in (*taught, *held)) == sorted(one.id for one in families)
    assert {one.id for one in divide_families(shuffled, share)[1]} == {one.id for one in held}


def test_about_the_share_that_was_asked_for_is_held_apart():
    _, held = divide_families([a_family(number) for number in range(2000)], 0.25)

    assert len(held) == pytest.approx(500, abs=80)


# --- in a run -------------------------------------------------------------------------------


def test_a_run_takes_families_beside_its_history_and_is_another_run_for_it(tmp_path):
    plain = tiny_config(tmp_path)
    path = written(tmp_path, *({**FIRE, "id": f"uji-{number}"} for number in range(40)))
    run = prepare(plain.model_copy(update={"contrast": ContrastConfig(file=path, held_apart=0.5)}))
    without = prepare(plain)

    assert {one.id for one in run.taught}.isdisjoint(one.id for one in run.apart)
    assert len(run.taught) + len(run.apart) == 80
    assert (run.parts, run.space) == (without.parts, without.space)
    assert run.folder != without.folder


def test_families_without_the_task_that_they_teach_are_refused(tmp_path):
    plain = tiny_config(tmp_path).model_dump()

    with pytest.raises(ValidationError, match="teach urgency"):
        TrainingConfig.model_validate({**plain, "tasks": ["category"], "contrast": {"file": "x.jsonl"}})


def test_taught_texts_stand_behind_the_training_rows_with_their_level_alone(tiny):
    taught = complaints_of([a_family(1)])
    rows = tiny.run.labelled(tiny.run.parts.train)
    believed = np.full((len(rows.texts), 4), 0.05)

    joined = with_taught(replace(rows, believed=believed), tiny.run.labelled(taught))

    assert list(joined.texts[: len(rows.texts)]) == list(rows.texts)
    assert joined.labels[Task.URGENCY][-2:].tolist() == [3, 0]
    assert (joined.labels[Task.ROLE][-2:] < 0).all()
    assert joined.believed is not None
    assert joined.believed[-2:].tolist() == np.eye(4)[[3, 0]].tolist()
    assert (joined.believed[:-2] == believed).all()


def test_the_scorers_of_a_run_learn_from_the_texts_and_the_majority_does_not(tmp_path):
    """The mild text has all words of the grave one: what tells them apart stands in the contrast texts alone."""
    path = written(tmp_path, *({**FIRE, "id": f"uji-{number}"} for number in range(40)))
    plain = tiny_config(tmp_path / "runs").model_copy(update={"neural": None})

    without, taught = (
        fitted(plain.model_copy(update={"contrast": contrast})) for contrast in (None, ContrastConfig(file=path))
    )

    texts = list(FIRE["texts"].values())
    before, after = (grave_and_mild(models["linear"], texts) for models in (without, taught))
    assert after[0] > after[1]
    assert after[0] - after[1] > before[0] - before[1]
    assert np.array_equal(*(grave_and_mild(models["majority"], texts) for models in (without, taught)))


def fitted(config: TrainingConfig) -> dict[str, FittedModel]:
    run = prepare(config)
    rows = (run.labelled(part) for part in (run.parts.train, run.parts.calibration))
    models, _ = fit_models(run, *rows, lambda metrics, epoch: None, lambda line: None)
    return {model.name: model for model in models}


def grave_and_mild(model: FittedModel, texts: list[str]) -> np.ndarray:
    """Return by how much each text is rather darurat than rendah (n,)."""
    logits = read(model.scorer, texts).logits[Task.URGENCY]
    return np.asarray(logits[:, -1] - logits[:, 0])


def test_written_texts_move_the_fusion_and_stand_for_no_complaint(tiny):
    model = tiny.fitted["linear"]
    families = [a_family(number) for number in range(12)]
    run = replace(tiny.run, apart=complaints_of(families))

    (found,), (expected,) = fuse_all(run, [model]), fuse_all(tiny.run, [model])

    assert found.urgency is not None
    assert expected.urgency is not None
    assert found.urgency.coefficients != expected.urgency.coefficients
    shares = np.exp(found.urgency.shift) * counted(run, with_families=True)
    assert shares.tolist() == pytest.approx(counted(run, with_families=False).tolist())
    assert [point.n for point in found.lanes] == [point.n for point in expected.lanes]


def counted(run, with_families):
    """Return the share of each level among the rows that the fusion was fitted on."""
    rows = (*run.parts.calibration, *(run.apart if with_families else ()))
    levels = run.space.labels[Task.URGENCY]
    counts = np.array([sum(row.urgency == level for row in rows) for level in levels], dtype=float)
    return counts / counts.sum()
