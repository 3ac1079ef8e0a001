"""An opened bundle is the model that was trained: same text, same tokens, same bytes; or it does not open."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from features.errors import RecipeFromAnotherVersion
from features.recipe import Recipe
from features.tokens import TextTokenizer
from models.bundle import layout
from models.bundle.calibration_file import Calibration
from models.bundle.open import open_bundle
from models.errors import DamagedBundle, SignsOfAnotherVersion
from models.neural.scorer import TorchScorer
from models.runtime.scorer import OnnxScorer
from tests.models.conftest import reseal
from tests.models.tiny import POINTS
from tests.worlds import a_complaint
from training.answering import predictor_of
from triage.errors import WrongLabelSpace
from triage.prediction import ModelReference, RoutingFit
from triage.tasks import Task

AWKWARD = (
    "Lampu jalan padam, hub. 0812-3456-7890 (Pak Budi Santoso)!",
    "tlg dong&nbsp;min, <b>banjir</b> di Jl. Mawar\\r\\nRT 03 😭😭",
    "ＡＩＲ　mati “tiga hari” â€“ NIK 3578012345670001",
    "",
    "macet " * 300,
)


# --- train and serve ------------------------------------------------------------------------


def test_the_recipe_of_the_bundle_prepares_the_very_text_that_was_trained_on(tiny):
    loaded, rows = Recipe.load(tiny.bundle / layout.RECIPE), tiny.run.parts.train
    now = a_complaint().received_at

    served = [loaded.text(row.complaint(now)) for row in rows]

    assert served == tiny.run.texts(rows)
    assert loaded.digest == tiny.run.recipe.digest
    assert [loaded.safe_text(text) for text in AWKWARD] == [tiny.run.recipe.safe_text(text) for text in AWKWARD]


def test_the_tokenizer_of_the_bundle_gives_the_very_ids_that_were_trained_on(tiny):
    loaded = TextTokenizer.open(tiny.bundle / layout.TOKENIZER, Recipe.load(tiny.bundle / layout.RECIPE))
    texts = [*tiny.run.texts(tiny.run.parts.train), *map(tiny.run.recipe.safe_text, AWKWARD)]

    assert loaded(texts) == tiny.tokenizer()(texts)


def test_an_opened_bundle_predicts_the_bytes_of_the_model_that_was_written(tiny):
    opened = open_bundle(tiny.bundle).predictor
    fitted = tiny.fitted["ensemble"]

    assert opened.temperatures == fitted.calibration.temperatures
    for task, table in fitted.scorer.logits(tiny.texts).items():
        assert np.array_equal(opened.scorer.logits(tiny.texts)[task], table)


def test_it_opens_the_roles_and_finds_the_cases_that_the_written_model_did(tiny, crowd):
    trained = predictor_of(tiny.run, tiny.fitted["ensemble"])
    opened = open_bundle(tiny.bundle).predictor

    assert opened.routing_fit == trained.routing_fit != RoutingFit()
    assert [replace(one, model=trained.reference) for one in opened.predict(crowd)] == trained.predict(crowd)


def test_a_bundle_without_open_roles_answers_from_its_head_alone(tiny, bundle_copy):
    shutil.rmtree(bundle_copy / layout.OPEN_ROLES)
    reseal(bundle_copy, tiny)

    (closed,), (opened,) = (
        open_bundle(at).predictor.predict([a_complaint("Banjir.")]) for at in (bundle_copy, tiny.bundle)
    )

    assert (closed.open_roles, closed.similar) == (None, ())
    assert closed.scores == opened.scores


def test_it_fuses_urgency_with_the_signs_as_the_written_model_did(tiny, crowd):
    trained = predictor_of(tiny.run, tiny.fitted["ensemble"])
    opened = open_bundle(tiny.bundle).predictor

    assert (opened.urgency, opened.lane_points) == (trained.urgency, trained.lane_points)
    assert opened.urgency is not None
    assert [one.scores[Task.URGENCY] for one in opened.predict(crowd)] == [
        one.scores[Task.URGENCY] for one in trained.predict(crowd)
    ]


def test_a_bundle_without_a_fusion_answers_from_its_head_and_still_reads_the_signs(tiny, bundle_copy):
    (bundle_copy / layout.URGENCY).unlink()
    reseal(bundle_copy, tiny)
    opened = open_bundle(bundle_copy).predictor
    (found,) = opened.predict([a_complaint("Rumah tetangga terbakar sekarang, api membesar.")])

    (head,) = opened.from_logits(
        opened.scorer.logits([opened.recipe.text(a_complaint("Rumah tetangga terbakar sekarang, api membesar."))])
    )
    assert opened.urgency is None
    assert found.dangers
    assert found.scores == head.scores


def test_a_bundle_written_before_there_were_thresholds_of_the_lane_has_none(tiny, bundle_copy):
    path = bundle_copy / layout.OPERATING_POINTS
    raw = json.loads(path.read_text(encoding="utf-8"))
    del raw["lanes"]
    path.write_text(json.dumps(raw), encoding="utf-8")
    reseal(bundle_copy, tiny)

    opened = open_bundle(bundle_copy).predictor
    assert (opened.lane_points, opened.operating_points) == ((), POINTS)


def test_the_reference_says_which_bundle_recipe_and_labels_spoke(tiny):
    bundle = open_bundle(tiny.bundle)
    recipe, space = tiny.run.recipe, tiny.run.space

    assert bundle.predictor.reference == ModelReference(
        "tiny", tiny.manifest.digest, recipe.digest, space.digest, space.taxonomy
    )
    assert bundle.predictor.operating_points == POINTS
    assert bundle.taxonomy.reference == space.taxonomy
    assert bundle.manifest.origin.data_digest == tiny.run.corpus.digest


# --- which part is served -------------------------------------------------------------------


def neural_member(folder, **how):
    members = open_bundle(folder, **how).predictor.scorer.members
    return next(member.scorer for member in members if member.name == "encoder")


def test_the_neural_part_runs_in_int8_where_the_bundle_has_it(tiny):
    int8 = OnnxScorer.open(tiny.bundle / layout.ONNX_INT8, tiny.tokenizer(), tiny.sizes)

    for task, table in int8.logits(tiny.texts[:3]).items():
        assert np.array_equal(neural_member(tiny.bundle).logits(tiny.texts[:3])[task], table)


def test_without_int8_it_runs_in_float32(tiny, bundle_copy):
    (bundle_copy / layout.ONNX_INT8).unlink()
    reseal(bundle_copy, tiny)
    float32 = OnnxScorer.open(tiny.bundle / layout.ONNX, tiny.tokenizer(), tiny.sizes)

    for task, table in float32.logits(tiny.texts[:3]).items():
        assert np.array_equal(neural_member(bundle_copy).logits(tiny.texts[:3])[task], table)


def test_training_can_open_the_neural_part_in_torch(tiny):
    scorer = neural_member(tiny.bundle, neural=lambda at, tokens, sizes: TorchScorer.open(at / layout.NEURAL, tokens))

    assert isinstance(scorer, TorchScorer)


def test_a_bundle_of_one_part_needs_no_other(tiny, bundle_copy):
    fitted = tiny.fitted["majority"]
    fitted.scorer.save(bundle_copy / layout.MAJORITY)
    Calibration(served="majority", temperatures=fitted.calibration.temperatures).save(bundle_copy / layout.CALIBRATION)
    (bundle_copy / layout.LINEAR).unlink()
    (bundle_copy / layout.URGENCY).unlink()
    reseal(bundle_copy, tiny)

    predictions = open_bundle(bundle_copy).predictor.predict([a_complaint("Banjir."), a_complaint("Macet.")])

    assert predictions[0].scores == predictions[1].scores


# --- what does not open ---------------------------------------------------------------------


def test_weights_that_were_exchanged_do_not_open(bundle_copy):
    weights = bundle_copy / layout.ONNX_INT8
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x00")

    with pytest.raises(DamagedBundle):
        open_bundle(bundle_copy)


def test_labels_in_another_order_do_not_open_even_under_a_new_seal(tiny, bundle_copy):
    path = bundle_copy / layout.LABEL_SPACE
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["labels"]["kind"].reverse()
    path.write_text(json.dumps(raw), encoding="utf-8")
    reseal(bundle_copy, tiny)

    with pytest.raises(WrongLabelSpace):
        open_bundle(bundle_copy)


def test_a_recipe_of_another_version_does_not_open(tiny, bundle_copy):
    path = bundle_copy / layout.RECIPE
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(raw | {"code_version": 99}), encoding="utf-8")
    reseal(bundle_copy, tiny)

    with pytest.raises(RecipeFromAnotherVersion):
        open_bundle(bundle_copy)


def test_a_fusion_that_weighs_a_sign_of_another_version_does_not_open(tiny, bundle_copy):
    path = bundle_copy / layout.URGENCY
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(raw | {"signals": ["meteor.jatuh", *raw["signals"][1:]]}), encoding="utf-8")
    reseal(bundle_copy, tiny)

    with pytest.raises(SignsOfAnotherVersion, match=r"meteor\.jatuh"):
        open_bundle(bundle_copy)


def test_there_is_nothing_in_a_bundle_that_only_pickle_could_read(tiny):
    kinds = {path.suffix for path in tiny.bundle.rglob("*") if path.is_file()}

    assert kinds == {".json", ".jsonl", ".yaml", ".skops", ".safetensors", ".onnx", ".usearch"}


def test_a_server_that_runs_as_another_user_can_read_every_file(tiny):
    assert not [path.name for path in tiny.bundle.rglob("*") if path.is_file() and not path.stat().st_mode & 0o004]
