"""The recipe: the one way from a complaint to what a model reads, the same in training and in serving."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from pydantic import ValidationError

from features.errors import RecipeFromAnotherVersion
from features.recipe import CODE_VERSION, Recipe
from tests.worlds import a_complaint, complaints


@pytest.mark.parametrize(
    "setting", [{"prefix": "query: "}, {"max_tokens": 64}, {"masked_types": ("NIK", "NAME")}, {"code_version": 99}]
)
def test_another_setting_is_another_recipe(setting):
    assert Recipe(**setting).digest != Recipe().digest


def test_the_same_settings_are_the_same_recipe():
    assert Recipe(prefix="query: ", max_tokens=64).digest == Recipe(max_tokens=64, prefix="query: ").digest


def test_a_recipe_comes_back_from_its_bundle_as_it_was(tmp_path):
    recipe = Recipe(prefix="query: ", max_tokens=96, masked_types=("NIK", "PHONE"))
    recipe.save(tmp_path / "recipe.json")

    opened = Recipe.load(tmp_path / "recipe.json")
    assert (opened, opened.digest) == (recipe, recipe.digest)


@given(complaint=complaints())
def test_training_and_serving_read_the_very_same_bytes(complaint):
    trained = Recipe(prefix="query: ")
    served = Recipe.model_validate_json(trained.model_dump_json())

    assert served.text(complaint).encode() == trained.text(complaint).encode()


@pytest.mark.parametrize("strange", [{}, {"setelan_baru": True}])
def test_a_recipe_of_another_version_is_refused_even_with_settings_unknown_here(tmp_path, strange):
    path = tmp_path / "recipe.json"
    path.write_text(
        json.dumps({**Recipe().model_dump(), "code_version": CODE_VERSION + 1, **strange}), encoding="utf-8"
    )

    with pytest.raises(RecipeFromAnotherVersion, match=f"Got: {CODE_VERSION + 1}. Allowed: {CODE_VERSION}"):
        Recipe.load(path)


@pytest.mark.parametrize("wrong", [{"max_tokens": 4}, {"max_tokens": 4096}, {"awalan": "query: "}])
def test_a_recipe_cannot_be_built_wrong(wrong):
    with pytest.raises(ValidationError):
        Recipe(**wrong)


def test_title_and_body_are_read_as_one_cleaned_text_without_identifiers():
    complaint = a_complaint("Air PDAM mati_x000D_\nhubungi 0812 3456 7890", title="Air &amp; listrik")

    assert Recipe().text(complaint) == "Air & listrik\nAir PDAM mati\nhubungi [TELEPON]"


def test_the_prefix_of_an_encoder_is_not_part_of_the_text_that_is_kept():
    assert Recipe(prefix="query: ").text(a_complaint("Got mampet.")) == "Got mampet."


@given(complaint=complaints())
def test_a_prepared_text_is_prepared_already(complaint):
    recipe = Recipe()

    assert recipe.safe_text(recipe.text(complaint)) == recipe.text(complaint)
