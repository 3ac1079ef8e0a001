"""Names of the files in a bundle."""

from __future__ import annotations

MANIFEST = "manifest.json"
LABEL_SPACE = "label_space.json"
RECIPE = "recipe.json"
CALIBRATION = "calibration.json"
OPERATING_POINTS = "operating_points.json"
METRICS = "metrics.json"
TAXONOMY = "taxonomy.yaml"
MAJORITY = "majority.safetensors"
LINEAR = "linear/linear.skops"
NEURAL = "neural"
TOKENIZER = "neural/tokenizer.json"
ONNX = "neural/model.onnx"
ONNX_INT8 = "neural/model.int8.onnx"
OPEN_ROLES = "open_roles"
URGENCY = "urgency.json"
