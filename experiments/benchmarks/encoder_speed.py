"""How fast an encoder of IndoBERT's true shape answers, on random weights: torch, ONNX, int8, one thread each.

    python -m experiments.benchmarks.encoder_speed

Speed does not depend on what the weights are. Writes encoder_speed.md beside this file.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from jinja2 import Template
from transformers import BertConfig, BertModel

from models.neural.export import export_onnx, has_vnni, quantize
from models.neural.network import TriageNetwork
from models.runtime.scorer import open_session
from training.bundle_writer import processor_name
from training.progress import quiet_libraries

HERE = Path(__file__).parent
SHAPES = {
    "IndoBERT-base (12 × 768, 50,000 pieces)": BertConfig(vocab_size=50_000, hidden_size=768),
    "multilingual-e5-small (12 × 384, 96,741 pieces)": BertConfig(
        vocab_size=96_741, hidden_size=384, num_attention_heads=12, intermediate_size=1536
    ),
}
HEADS = [("kind", 4), ("category", 28), ("urgency", 4), ("role", 200)]
PAGE = Template(
    """# Speed of an encoder's shape

Made by `python -m experiments.benchmarks.encoder_speed` on {{ date }}; {{ processor }}, VNNI: {{ vnni }}, load of
the machine before the run {{ "%.1f"|format(load) }}. Random weights, one text of {{ tokens }} tokens per run,
one thread, {{ runs }} runs after warm-up, the engines in turn. Milliseconds, median [5th, 95th percentile].

| shape | torch eager, float32 | ONNX float32 | ONNX int8 | torch ÷ int8 |
|---|---|---|---|---|
{% for shape, row in rows.items() -%}
| {{ shape }} | {{ row.torch }} | {{ row.float32 }} | {{ row.int8 }} | {{ "%.1f"|format(row.ratio) }} |
{% endfor %}""",
    keep_trailing_newline=True,
)


def main() -> None:
    """Measure every shape and write the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=40)
    arguments.add_argument("--tokens", type=int, default=40)
    options = arguments.parse_args()
    quiet_libraries()
    torch.set_num_threads(1)
    load = os.getloadavg()[0]
    rows = {name: measure(config, options.tokens, options.runs) for name, config in SHAPES.items()}
    page = PAGE.render(
        date=datetime.now(UTC).date(),
        processor=processor_name(),
        vnni=has_vnni(),
        load=load,
        tokens=options.tokens,
        runs=options.runs,
        rows=rows,
    )
    (HERE / "encoder_speed.md").write_text(page, encoding="utf-8")
    print(page)


def measure(config: BertConfig, tokens: int, runs: int) -> dict[str, object]:
    """Return the three engines' times for one shape, taken in turn so that a busy machine hits all alike."""
    network = TriageNetwork.on_encoder(BertModel(config, add_pooling_layer=False), heads=HEADS).eval()
    ids = np.random.default_rng(13).integers(5, config.vocab_size, (1, tokens))
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "model.onnx", Path(folder) / "model.int8.onnx"
        export_onnx(network, plain)
        quantize(plain, small)
        sessions = {"float32": open_session(plain), "int8": open_session(small)}
        tensors = torch.from_numpy(ids), torch.ones((1, tokens), dtype=torch.int64)
        engines = {
            "torch": lambda: network(*tensors),
            **{name: (lambda session=session: session.run(["logits"], feed)) for name, session in sessions.items()},
        }
        times: dict[str, list[float]] = {name: [] for name in engines}
        with torch.inference_mode():
            for turn in range(runs + 5):
                for name, run in engines.items():
                    before = time.perf_counter()
                    run()
                    if turn >= 5:
                        times[name].append((time.perf_counter() - before) * 1000)
    shown = {name: shown_times(found) for name, found in times.items()}
    return {**shown, "ratio": float(np.median(times["torch"]) / np.median(times["int8"]))}


def shown_times(found: list[float]) -> str:
    """Return median and 5th and 95th percentile as text."""
    low, median, high = np.percentile(found, [5, 50, 95])
    return f"{median:.1f} [{low:.1f}, {high:.1f}]"


if __name__ == "__main__":
    main()
