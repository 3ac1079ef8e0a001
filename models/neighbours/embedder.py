"""From prepared texts to vectors: the seam, and the cheap make of it that stands on the linear part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.pipeline import FeatureUnion

from models.neighbours.errors import NothingToEmbed, WrongFeatures
from models.neighbours.vectors import Vectors, unit_rows

_COMPONENTS = "components"


class Embedder(Protocol):
    """Turns texts that the recipe has prepared into vectors whose cosine says how alike they are.

    The same text gets the same bytes alone and in any batch; a text without anything to read gets
    the zero vector.
    """

    @property
    def dimensions(self) -> int:
        """The width of its vectors."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a matrix (n, d) float32, one row a text."""
        ...


class LsaEmbedder:
    """Latent semantic analysis: TF-IDF of the linear part, projected on its strongest directions.

    `components` (d, features) float32 are right singular vectors of the features it was fitted on,
    as truncated SVD gives them; the vectors have length 1.

    Source: Deerwester et al., Indexing by Latent Semantic Analysis, JASIS 1990; computed as in
    Halko, Martinsson and Tropp, Finding structure with randomness, SIAM Review 2011.
    """

    def __init__(self, vectorizer: FeatureUnion, components: NDArray[np.float32]) -> None:
        self.vectorizer = vectorizer
        self._projection = np.ascontiguousarray(components.T)

    @classmethod
    def fit(cls, vectorizer: FeatureUnion, features: csr_matrix, seed: int, dimensions: int = 128) -> LsaEmbedder:
        """Return an embedder fitted on the features (n, f) that the vectoriser gives for the training texts.

        It has fewer than `dimensions` where the rank of the features is lower.

        Raises:
            NothingToEmbed: the features are all zero.
        """
        if features.count_nonzero() == 0:
            raise NothingToEmbed()
        svd = TruncatedSVD(n_components=min(dimensions, *features.shape), random_state=seed)
        svd.fit(features)
        strengths = svd.singular_values_
        noise = strengths.max() * max(features.shape) * np.finfo(np.float32).eps
        return cls(vectorizer, svd.components_[strengths > noise].astype(np.float32))

    @property
    def dimensions(self) -> int:
        """The width of its vectors."""
        return int(self._projection.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a matrix (n, d) float32, one row a text; a text without a known word gets the zero vector."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_rows(self.vectorizer.transform(list(texts)) @ self._projection)

    def save(self, path: Path) -> None:
        """Write the components as safetensors; the vectoriser is kept by the linear part."""
        save_file({_COMPONENTS: np.ascontiguousarray(self._projection.T)}, path)
        path.chmod(0o644)  # safetensors leaves 0600, and a server runs as another user

    @classmethod
    def open(cls, path: Path, vectorizer: FeatureUnion) -> LsaEmbedder:
        """Read the components for the vectoriser they were fitted with.

        Raises:
            WrongFeatures: the file holds no components, or those of another number of features.
        """
        expected = vectorizer.transform([""]).shape[1]
        try:
            components = load_file(path)[_COMPONENTS]
        except (SafetensorError, KeyError) as problem:
            raise WrongFeatures(got=path.name, allowed=f"components of {expected} features") from problem
        if components.ndim != 2 or components.shape[1] != expected:
            raise WrongFeatures(got=components.shape, allowed=f"components of {expected} features")
        return cls(vectorizer, components)
