"""skops, imported in a way that leaves torch out."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


def skops_io() -> Any:
    """Return the module `skops.io`.

    Its import walks every module of scikit-learn, and scikit-learn's array shims import torch where
    it is installed: hundreds of megabytes that serving never uses. So torch is hidden meanwhile,
    unless somebody has it already; the shims bear its absence.
    """
    if "torch" in sys.modules:
        return import_module("skops.io")
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        return import_module("skops.io")
    finally:
        del sys.modules["torch"]
