"""What serving never needs, it never imports; and the rooms of the house keep their order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]

SERVE_ONE = """
import sys
from datetime import UTC, datetime
from serving.api.app import create_app
from serving.engine.engine import open_engine
from serving.settings import Settings
from triage.complaint import Complaint

settings = Settings(model=sys.argv[1], region="34.04")
create_app(settings)
engine = open_engine(settings)
now = datetime.now(UTC)
(triage,) = engine.triager([Complaint("uji", "Lampu jalan padam sejak tiga malam lalu.", now)], now)
engine.close()
heavy = {"torch", "transformers", "datasets", "accelerate", "onnx", "matplotlib"} & set(sys.modules)
ours = {name for name in sys.modules if name.startswith(("training", "models.neural"))}
print(triage.decision.action.value, sorted(heavy), sorted(ours))
"""


def test_a_bundle_is_served_without_torch_transformers_or_datasets(bundle):
    run = subprocess.run(
        [sys.executable, "-c", SERVE_ONE, str(bundle)], capture_output=True, text=True, cwd=HOUSE, timeout=120
    )

    assert run.returncode == 0, run.stderr
    action, _, imported = run.stdout.strip().partition(" ")
    assert action in ("auto_route", "review", "urgent_lane")
    assert imported == "[] []"


def test_the_rooms_import_each_other_only_downwards():
    lint = Path(sys.executable).with_name("lint-imports")

    run = subprocess.run([str(lint)], capture_output=True, text=True, cwd=HOUSE, timeout=120)

    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout
