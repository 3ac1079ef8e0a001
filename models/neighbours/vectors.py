"""Vectors of length 1, so that a product of two is their cosine."""

from __future__ import annotations

import numpy as np

from models.neighbours.errors import VectorsNotFinite, WrongShape
from models.scorer import Vectors


def unit_rows(vectors: Vectors, width: int | None = None) -> Vectors:
    """Return the rows divided by their length; a row of zeros stays as it is.

    Lengths are taken in double precision, each row for itself: a row's bytes depend on no other row.

    Raises:
        WrongShape: it is not a matrix, has no columns, or not `width` of them.
        VectorsNotFinite: a row holds an infinity or a NaN.
    """
    if vectors.ndim != 2 or vectors.shape[1] == 0 or (width is not None and vectors.shape[1] != width):
        raise WrongShape(got=vectors.shape, allowed=f"(m, {width or 'd'})")
    exact = vectors.astype(np.float64)
    lengths = np.array([np.sqrt(np.sum(row * row)) for row in exact])[:, None]
    if not np.isfinite(lengths).all():
        raise VectorsNotFinite(row=int(np.flatnonzero(~np.isfinite(lengths))[0]))
    return np.divide(exact, lengths, out=np.zeros_like(exact), where=lengths > 0).astype(np.float32)
