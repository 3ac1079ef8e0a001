"""The ONNX side: what serving runs."""
