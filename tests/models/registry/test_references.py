"""What a reference means: a folder, a version or an alias of a real MLflow registry in a SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mlflow
import pytest

from models.bundle.manifest import verify
from models.bundle.open import open_bundle
from models.errors import NotABundle, UnknownModel
from models.registry.references import promote, registered_version, resolve
from models.registry.register import pinned_requirements, register_bundle
from tests.models.tiny import Tiny
from tests.worlds import a_complaint


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory, tiny: Tiny) -> Iterator[list[str]]:
    """A registry of its own that holds the tiny bundle twice; gives both references."""
    home = tmp_path_factory.mktemp("registry")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{home}/mlflow.db")
        patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        patch.setenv("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
        versions = []
        for _ in range(2):
            with mlflow.start_run():
                versions.append(register_bundle(tiny.bundle, tiny.manifest, "triase"))
        yield versions


def test_a_bundle_directory_means_itself(tiny):
    assert resolve(str(tiny.bundle)) == tiny.bundle


@pytest.mark.parametrize("reference", ["", "no/such/folder", "data", "model:/triase/1"])
def test_a_path_without_a_bundle_is_refused_with_what_was_given(reference):
    with pytest.raises(NotABundle) as caught:
        resolve(reference)

    assert f"Got: {reference}" in str(caught.value)


def test_versions_are_numbered_as_they_come(registry):
    assert registry == ["models:/triase/1", "models:/triase/2"]


def test_a_version_resolves_to_the_bundle_that_was_registered(registry, tiny):
    found = resolve(registry[0])

    assert verify(found) == tiny.manifest
    complaint = a_complaint("Lampu jalan padam.")
    assert open_bundle(found).predictor.predict([complaint]) == open_bundle(tiny.bundle).predictor.predict([complaint])


def test_a_promoted_version_resolves_by_its_alias(registry, tiny):
    assert promote(registry[1], "champion") == "models:/triase@champion"

    assert registered_version("models:/triase@champion") == ("triase", "2")
    assert verify(resolve("models:/triase@champion")) == tiny.manifest


def test_an_alias_moves_with_a_promotion_by_another_alias(registry):
    promote(registry[0], "challenger")
    promote("models:/triase@challenger", "champion")

    assert registered_version("models:/triase@champion") == ("triase", "1")


def test_a_cache_holds_each_version_apart_so_that_a_moved_alias_never_mixes_files(registry, tmp_path, tiny):
    promote(registry[0], "champion")
    first = resolve("models:/triase@champion", tmp_path)
    promote(registry[1], "champion")
    second = resolve("models:/triase@champion", tmp_path)

    assert first != second
    assert first.is_relative_to(tmp_path)
    assert verify(first) == verify(second) == tiny.manifest


def test_what_is_fetched_again_is_whole_again(registry, tmp_path, tiny):
    fetched = resolve(registry[0], tmp_path)
    (fetched / "recipe.json").write_text("{}", encoding="utf-8")
    (fetched / "stray.json").write_text("{}", encoding="utf-8")

    assert verify(resolve(registry[0], tmp_path)) == tiny.manifest


@pytest.mark.parametrize("reference", ["models:/lain/1", "models:/triase/99", "models:/triase@nobody"])
def test_what_the_registry_does_not_have_is_unknown(reference, registry):
    with pytest.raises(UnknownModel) as caught:
        resolve(reference)

    assert f"Got: {reference}" in str(caught.value)


@pytest.mark.parametrize(
    "reference", ["models:/triase", "models:/triase/latest", "models:/", "triase/1", "runs/bundle"]
)
def test_only_a_version_or_an_alias_can_be_promoted(reference, registry):
    with pytest.raises(UnknownModel):
        promote(reference, "champion")


def test_a_registered_model_carries_a_fictitious_example_a_signature_and_exact_releases(registry):
    info = mlflow.models.get_model_info(registry[0])
    example = Path(mlflow.artifacts.download_artifacts(artifact_uri=f"{registry[0]}/input_example.json"))

    assert info.signature.inputs.required_input_names() == ["text"]
    assert "balai desa" in example.read_text(encoding="utf-8")
    assert all("==" in line for line in pinned_requirements())
    assert not any(line.startswith(("torch", "transformers")) for line in pinned_requirements())
