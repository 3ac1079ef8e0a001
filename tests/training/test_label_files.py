"""Labels files laid over a history: what they change, what they leave, and that they make another run."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.training.histories import a_labelled, a_row, write_rows, write_yaml
from training.config import TrainingConfig
from training.errors import BrokenLabels, DataAbsent
from training.label_files import (
    LabelRow,
    LaidOver,
    digest_with,
    labelled_ids,
    lay_over,
    read_label_rows,
    read_labels,
    write_labels,
)
from training.prepare import data_digest, prepare
from training.split import Parts


def a_file(folder: Path, *lines: str, name: str = "labels.csv", header: str = "source,complaint_id,urgency") -> Path:
    path = folder / name
    content = "\n".join([header, *lines, ""]).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def some_parts(**known: Any) -> Parts:
    train, calibration, test = (a_labelled(identity, **known) for identity in ("L-1", "L-2", "L-3"))
    return Parts((train,), (calibration,), (test,), leaks=0, outside=0)


def laid(folder: Path, taxonomy, *lines: str, **known: Any) -> tuple[Parts, LaidOver]:
    return lay_over(some_parts(**known), read_labels([a_file(folder, *lines)], None, taxonomy))


# --- laying over ----------------------------------------------------------------------------


def test_labels_reach_train_and_calibration_and_leave_the_test_part(tmp_path, taxonomy):
    parts, told = laid(tmp_path, taxonomy, "kota,L-1,darurat", "kota,L-2,tinggi", "kota,L-3,rendah", urgency="sedang")

    assert [rows[0].urgency for rows in (parts.train, parts.calibration, parts.test)] == ["darurat", "tinggi", "sedang"]
    assert told == LaidOver(train=1, calibration=1, test=1, unknown=0)


def test_ids_that_no_row_has_are_counted_and_told(tmp_path, taxonomy):
    _, told = laid(tmp_path, taxonomy, "kota,L-1,darurat", "kota,L-8,tinggi", "kota,L-9,tinggi")

    assert (told.train, told.unknown) == (1, 2)
    assert "2 ids have no row" in str(told)


def test_an_empty_label_leaves_what_the_row_has(tmp_path, taxonomy):
    path = a_file(tmp_path, "kota,L-1,,energi,", header="source,complaint_id,urgency,category,kind")

    parts, _ = lay_over(some_parts(urgency="sedang", category="kesehatan"), read_labels([path], None, taxonomy))

    assert (parts.train[0].urgency, parts.train[0].category) == ("sedang", "energi")


def test_a_weight_is_laid_over_where_the_file_gives_one(tmp_path, taxonomy):
    path = a_file(tmp_path, "L-1,darurat,8.5", "L-2,darurat,", header="complaint_id,urgency,weight")

    parts, _ = lay_over(some_parts(weight=2.0), read_labels([path], None, taxonomy))

    assert (parts.train[0].weight, parts.calibration[0].weight) == (8.5, 2.0)


def test_a_later_file_wins_label_by_label(tmp_path, taxonomy):
    header = "complaint_id,urgency,category"
    first = a_file(tmp_path, "L-1,rendah,energi", name="satu.csv", header=header)
    second = a_file(tmp_path, "L-1,darurat,", name="dua.csv.gz", header=header)

    assert read_labels([first, second], None, taxonomy)["L-1"].given == {"urgency": "darurat", "category": "energi"}
    assert read_labels([second, first], None, taxonomy)["L-1"].given == {"urgency": "rendah", "category": "energi"}


def test_a_source_picks_its_rows(tmp_path, taxonomy):
    path = a_file(tmp_path, "kota,L-1,rendah", "kabupaten,L-1,darurat", "kabupaten,L-2,tinggi")

    assert {name: row.urgency for name, row in read_labels([path], "kabupaten", taxonomy).items()} == {
        "L-1": "darurat",
        "L-2": "tinggi",
    }
    assert labelled_ids([path], "kota") == {"L-1"}
    with pytest.raises(BrokenLabels, match=r"data\.labels_source"):
        read_labels([path], None, taxonomy)


# --- mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "line", "problem"),
    [
        ("complaint_id,urgency", "L-1,gawat", "row 1 has a label of urgency that sp4n@"),
        ("complaint_id,urgency", ",tinggi", "row 1 cannot be used: complaint_id"),
        ("complaint_id,urgency,weight", "L-1,tinggi,nol", "row 1 cannot be used: weight"),
        ("complaint_id,urgency,weight", "L-1,tinggi,0", "row 1 cannot be used: weight"),
        ("complaint_id,urgency,weight", "L-1,tinggi,inf", "row 1 cannot be used: weight"),
        ("complaint_id,urgency", "L-1,tinggi,lebih", "row 1 has more or fewer cells"),
        ("complaint_id,urgency", "L-1", "row 1 has more or fewer cells"),
        ("complaint_id,urgency,text", "L-1,tinggi,Lampu padam", "1 column(s) of another kind of file"),
        ("complaint_id,weight", "L-1,1", "it lacks complaint_id, or every column of labels"),
        ("id,urgency", "L-1,tinggi", "1 column(s) of another kind"),
    ],
)
def test_a_broken_file_says_where_and_nothing_of_a_text(tmp_path, taxonomy, header, line, problem):
    with pytest.raises(BrokenLabels) as mistake:
        read_labels([a_file(tmp_path, line, header=header)], None, taxonomy)

    assert problem in str(mistake.value)
    assert "labels.csv" in str(mistake.value)
    assert "Lampu" not in str(mistake.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04"])
def test_what_is_no_csv_is_broken_too(tmp_path, taxonomy, content):
    (tmp_path / "labels.csv").write_bytes(content)

    with pytest.raises(BrokenLabels):
        read_labels([tmp_path / "labels.csv"], None, taxonomy)


def test_an_absent_file_is_named(tmp_path, taxonomy):
    with pytest.raises(DataAbsent, match="hilang"):
        read_labels([tmp_path / "hilang.csv"], None, taxonomy)
    with pytest.raises(DataAbsent, match="hilang"):
        digest_with("abc", [tmp_path / "hilang.csv"])


def test_what_was_written_is_read(tmp_path):
    rows = [
        LabelRow(source="kota", complaint_id="L-1", urgency="darurat", weight=4.0, drawn="random"),
        LabelRow(complaint_id="L,2", category="energi", kind="aspirasi", weight=1.0),
    ]

    write_labels(tmp_path / "labels.csv", rows)

    assert [row for _, row in read_label_rows(tmp_path / "labels.csv")] == rows


# --- a run ----------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path):
    """Return the configuration of a small run with labels files."""
    texts = ("Obat di puskesmas nomor {} habis", "Rambu parkir simpang {} hilang")
    rows = [
        a_row(f"L-{number}", judul="", isi=texts[number % 2].format(f"{number} tanda{number}"), urgensi="")
        for number in range(40)
    ]
    write_rows(tmp_path / "riwayat.csv", rows)
    mapping = write_yaml(tmp_path / "peta.yaml", {"id": "nomor", "text": ["isi"], "urgency": "urgensi"})

    def with_labels(*labels: Path, **data: Any) -> TrainingConfig:
        return TrainingConfig.model_validate(
            {
                "name": "uji",
                "tasks": ("urgency",),
                "data": {
                    "files": [tmp_path / "riwayat.csv"],
                    "mapping": mapping,
                    "split": {"by": "hash", "calibration": 0.2, "test": 0.2},
                    "labels": labels,
                    **data,
                },
                "serve": "majority",
                "output": tmp_path / "runs",
            }
        )

    return with_labels


def test_a_run_learns_from_its_labels_files(tmp_path, config):
    path = a_file(tmp_path, *(f"kota,L-{number},{'darurat' if number % 2 else 'rendah'}" for number in range(50)))

    run = prepare(config(path))

    assert run.laid is not None
    assert (run.laid.train, run.laid.test) == (len(run.parts.train), len(run.parts.test))
    assert run.laid.unknown >= 10
    assert {row.urgency for row in run.parts.train + run.parts.calibration} == {"darurat", "rendah"}
    assert {row.urgency for row in run.parts.test} == {None}


def test_other_labels_are_another_run_and_the_same_ones_the_same(tmp_path, config):
    path = a_file(tmp_path, "kota,L-1,darurat", "kota,L-2,rendah", "kota,L-3,rendah", "kota,L-4,rendah")
    plain = data_digest(config())
    before = prepare(config(path))
    again = prepare(config(path))

    a_file(tmp_path, "kota,L-1,tinggi", "kota,L-2,rendah", "kota,L-3,rendah", "kota,L-4,rendah")
    after = prepare(config(path))

    assert before.folder == again.folder != after.folder
    assert before.corpus.digest != plain
    assert after.corpus.digest == data_digest(config(path)) != before.corpus.digest


def test_without_labels_files_the_digest_is_that_of_the_history(config):
    assert digest_with("abc", ()) == "abc"
    assert config().data.labels == ()
