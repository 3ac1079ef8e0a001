"""How fast the directory loads, understands a name and finds what somebody types: python -m experiments.benchmarks.directory"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from triage.directory import Directory, load_directory

COLD = """
import time
start = time.perf_counter()
from triage.directory import load_directory
imported = time.perf_counter()
directory = load_directory()
loaded = time.perf_counter()
directory.find("Dinas Kesehatan Kota Surabaya")
found = time.perf_counter()
directory.find("Kelurahan Mojo", "35.78")
placed = time.perf_counter()
directory.search("dinkes sur")
times = (start, imported, loaded, found, placed, time.perf_counter())
print(*[1e3 * (end - begin) for begin, end in zip(times, times[1:])], 1e3 * (loaded - start))
"""
STEPS = (
    "import of `triage.directory`",
    "`load_directory()`",
    "first `find` (indexes roles, towns and former bodies)",
    'first `find` of a kelurahan (reads the villages)',
    "first `search` (reads all overlays)",
    "import and load together",
)  # fmt: skip
SALUTATIONS = ("", "", "Yth. ", "Yth. Kepala ", "Pemerintah ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="cold processes")
    parser.add_argument("--names", type=int, default=1_000)
    parser.add_argument("--output", type=Path, default=Path("experiments/benchmarks/directory.md"))
    options = parser.parse_args()
    directory = load_directory()
    names = some_names(directory, options.names)
    cold = [cold_run() for _ in range(options.runs)]
    warm = {
        "`find`, the name with its town": timed(directory.find, names),
        "`find`, a letter of it wrong": timed(directory.find, [misspelt(name) for name in names]),
        "`search`, each word cut after five letters": timed(directory.search, [cut(name) for name in names]),
        "`search`, a letter wrong": timed(directory.search, [misspelt(name) for name in names]),
        "`search`, one to three letters": timed(directory.search, beginnings(names)),
    }
    found = sum(bool(directory.find(name)) for name in names)
    page = report(directory, cold, warm, len(names), found)
    options.output.write_text(page, encoding="utf-8")
    print(page)


def cold_run() -> tuple[float, ...]:
    """Return the milliseconds of each step in a process of its own."""
    run = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    return tuple(map(float, run.stdout.split()))


def some_names(directory: Directory, count: int) -> list[str]:
    """Return names of local agencies in 50 towns, some with a salutation or with their government before them."""
    draw = random.Random(7)
    provinces = directory.regions.provinces()
    towns = [town.code for province in provinces for town in directory.regions.below(province.code)]
    fifty = [*directory.overlays, *draw.sample(towns, 50)][:50]
    roles = [slug for slug in directory.roles if slug.startswith("kabkota.")]
    drawn = ((draw.choice(roles), draw.choice(fifty), draw.choice(SALUTATIONS)) for _ in range(count))
    return [f"{greeting}{directory.agencies(role, town)[0].name.id}" for role, town, greeting in drawn]


def misspelt(name: str) -> str:
    """Return a name whose longest word lacks its third letter."""
    longest = max(name.split(), key=len)
    return name.replace(longest, longest[:2] + longest[3:], 1)


def cut(name: str) -> str:
    return " ".join(word[:5] for word in name.split())


def beginnings(names: Sequence[str]) -> list[str]:
    return [name[: 1 + number % 3] for number, name in enumerate(names)]


def timed(ask: Callable[[str], object], names: Sequence[str]) -> list[float]:
    """Return the milliseconds of each call, none asked before, after one that builds the indexes."""
    ask("Kelurahan Mojo Kota Surabaya")
    taken = []
    for name in names:
        start = time.perf_counter()
        ask(name)
        taken.append(1e3 * (time.perf_counter() - start))
    return taken


def report(
    directory: Directory,
    cold: Sequence[tuple[float, ...]],
    warm: dict[str, list[float]],
    names: int,
    found: int,
) -> str:
    """Return the page as Markdown."""
    local = [len(overlay.units) for overlay in directory.overlays.values()]
    machine = f"{processor()}, {os.cpu_count()} cores, shared, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    lines = [
        "# The directory: loading, names, type-ahead",
        "",
        f"Made by `python -m experiments.benchmarks.directory` on {datetime.now(UTC):%Y-%m-%d}: {machine}.",
        f"{len(directory.roles)} roles, {len(local)} overlays with {sum(local)} units, {len(directory.former.bodies)} former bodies, "
        f"{len(directory.regions.provinces())} provinces down to 83,762 villages. Milliseconds.",
        "",
        f"## Cold: {len(cold)} processes",
        "",
        "| step | median | least | most |",
        "|---|---|---|---|",
    ]
    for step, values in zip(STEPS, zip(*cold, strict=True), strict=True):
        lines.append(f"| {step} | {statistics.median(values):.0f} | {min(values):.0f} | {max(values):.0f} |")
    lines += [
        "",
        f"## Indexes built: {names} names of local agencies in 50 towns",
        "",
        "| question | median | 95 of 100 | most |",
        "|---|---|---|---|",
    ]
    for question, taken in warm.items():
        of_hundred = statistics.quantiles(taken, n=20)[-1]
        lines.append(f"| {question} | {statistics.median(taken):.2f} | {of_hundred:.2f} | {max(taken):.2f} |")
    lines += [
        "",
        f"`find` understood {found} of the {names} names; the names are the directory's own, so this shows speed and says little of letters.",
        "Each name is asked once. What `search` keeps between queries are the names of villages of 16 towns and what typed words are like.",
        "The longest answers are those that index a town's villages, or in which Python collects its garbage.",
    ]
    return "\n".join(lines) + "\n"


def processor() -> str:
    """Return the processor's name; `import_rows` has the same, but drags pandas in, which slows garbage collection."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


if __name__ == "__main__":
    main()
