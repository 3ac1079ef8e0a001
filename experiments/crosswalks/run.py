"""What share of a history's agency and category names resolve: python -m experiments.crosswalks.run --data FOLDER

FOLDER holds surabaya.csv.gz, bandung.csv.gz and national.csv.gz, which are not part of the project.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from training.corpus.labels_by_name import Names
from training.corpus.mapping import load_mapping
from training.corpus.rows import positions
from training.corpus.sources.open import open_source
from training.errors import DataAbsent
from triage.directory import Directory, load_directory
from triage.taxonomy import load_taxonomy

CORPORA = ("surabaya", "bandung", "national")
HERE = Path(__file__).parent
NOT_TOWNS = frozenset({"pusat", "selatan", "utara", "timur", "barat", "tengah"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    metrics = {name: measure(options.data, name) for name in CORPORA}
    (HERE / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    (HERE / "report.md").write_text(report(metrics), encoding="utf-8")
    print(report(metrics))


def measure(folder: Path, corpus: str) -> dict[str, dict[str, int]]:
    """Return counts of rows: with an agency name, by what it resolved to; with a category name, likewise."""
    path = folder / f"{corpus}.csv.gz"
    if not path.is_file():
        raise DataAbsent(file=str(path))
    mapping = load_mapping(Path(f"data/mappings/{corpus}.yaml"))
    directory = load_directory()
    names = Names(mapping, load_taxonomy(), directory)
    source = open_source(path, tuple(mapping.columns))
    at = positions(source.name, source.columns, mapping)
    agencies: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for row in source.rows():
        assert row is not None
        if mapping.agency and (name := row[at[mapping.agency]].strip()):
            meaning = names.agency(name)
            town = mapping.within is not None or names_town(name, directory)
            agencies["rows"] += 1
            agencies["role"] += meaning.role is not None
            agencies["town_named"] += town
            agencies["town_agency"] += town and meaning.slug is not None
            agencies[meaning.problem or "resolved"] += 1
        if mapping.category and (name := row[at[mapping.category]].strip()):
            number = row[at[mapping.category_id]].strip() if mapping.category_id else ""
            label = names.category(name, number)
            categories["rows"] += 1
            categories[label.problem or "resolved"] += 1
    return {"agency": dict(agencies), "category": dict(categories)}


def names_town(name: str, directory: Directory) -> bool:
    """Return whether a run of words in an agency's name is a province, regency or city."""
    words = name.replace(",", " ").split()
    return any(
        directory.regions.province_or_regency(" ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, min(start + 4, len(words)) + 1)
        if words[start].casefold() not in NOT_TOWNS
    )


def report(metrics: dict[str, dict[str, dict[str, int]]]) -> str:
    """Return the report as Markdown."""
    lines = [
        "# Crosswalks: what the names of three histories resolve to",
        "",
        f"Made by `python -m experiments.crosswalks.run --data FOLDER` on {datetime.now(UTC):%Y-%m-%d}. Shares are of rows.",
        "",
        "| corpus | rows with an agency | → a role | rows whose agency's town is known | → an agency | ambiguous | unknown |",
        "|---|---|---|---|---|---|---|",
    ]
    for corpus, found in metrics.items():
        agency = found["agency"]
        lines.append(
            f"| {corpus} | {agency['rows']} | {share(agency, 'role', 'rows')} | {agency['town_named']} "
            f"| {share(agency, 'town_agency', 'town_named')} | {agency.get('ambiguous-agency', 0)} | {agency.get('unknown-agency', 0)} |"
        )
    lines += [
        "",
        "| corpus | rows with a category | → one of SP4N | ambiguous | no crosswalk or unmapped |",
        "|---|---|---|---|---|",
    ]
    for corpus, found in metrics.items():
        if category := found["category"]:
            lines.append(
                f"| {corpus} | {category['rows']} | {share(category, 'resolved', 'rows')} "
                f"| {category.get('ambiguous-label', 0)} | {category.get('unknown-label', 0)} |"
            )
    lines += [
        "",
        "Surabaya and Bandung are one town each: every agency's town is known there. In the national file a town is known where the",
        "name holds a province, regency or city. An ambiguous name gives no agency, and a role only where all its meanings share it:",
        "mostly ministries that were split in 2024. Surabaya's topics with fewer than 30 rows have no crosswalk.",
        "The crosswalks stand in `data/mappings/crosswalks`; they were read twice by language models, and by no civil servant.",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def share(counts: dict[str, int], part: str, whole: str) -> str:
    """Return `part` of `whole` in per cent."""
    return f"{counts.get(part, 0) / counts[whole]:.1%}" if counts.get(whole) else "–"


if __name__ == "__main__":
    main()
