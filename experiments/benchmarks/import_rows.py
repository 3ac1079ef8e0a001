"""How fast and in how much memory generated rows become a snapshot: python -m experiments.benchmarks.import_rows --help"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import shutil
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from features.cleaning import clean
from features.masking import Masked
from features.recipe import Recipe
from training.corpus.mapping import load_mapping
from training.snapshots.importing import import_files

COLUMNS = (
    "Tracking ID", "Tanggal Laporan Masuk", "Klasifikasi Laporan", "Kategori", "Judul Laporan", "Isi Laporan Awal",
    "Tipe Laporan", "Sumber Laporan", "Instansi Terdisposisi", "Status Laporan", "Kecamatan", "Kelurahan",
)  # fmt: skip
WORDS = [
    "jalan",
    "rusak",
    "lampu",
    "padam",
    "sampah",
    "air",
    "mati",
    "sekolah",
    "puskesmas",
    "warga",
    "mohon",
    "segera",
    "petugas",
    "kantor",
    "sudah",
    "belum",
    "lama",
    "hujan",
    "banjir",
    "got",
    "mampat",
    "pohon",
    "tumbang",
    "kabel",
    "parkir",
    "liar",
    "macet",
    "antre",
    "kartu",
    "keluarga",
    "bantuan",
    "sosial",
    "listrik",
    "meteran",
    "guru",
    "siswa",
    "obat",
    "dokter",
    "rumah",
    "sakit",
    "pasar",
    "pedagang",
    "trotoar",
    "jembatan",
    "sungai",
    "bau",
    "asap",
    "bising",
    "malam",
    "pagi",
    "sore",
    "depan",
    "belakang",
    "dekat",
    "gang",
    "blok",
    "nomor",
    "yang",
    "di",
    "ke",
    "dari",
    "untuk",
    "dengan",
    "tidak",
    "ada",
    "sangat",
    "sekali",
    "kami",
    "saya",
    "mereka",
    "terima",
    "kasih",
]
AGENCIES = ("Dinas Kesehatan", "Dinas Perhubungan", "Dinas Sosial", "Dinas Lingkungan Hidup", "Dinas Pendidikan", "")
KINDS = ("Pengaduan Berkadar Pengawasan", "Pengaduan Tidak Berkadar Pengawasan", "Permintaan Informasi", "Aspirasi")
CATEGORIES = ("Kesehatan", "Infrastruktur Jalan", "Bantuan Sosial", "Penerangan Jalan", "Pencemaran Lingkungan")
PLACES = (("Rancaekek", "Rancaekek Wetan"), ("Baleendah", "Baleendah"), ("Soreang", "Soreang"), ("", ""))


class Unmasked(Recipe):
    """The recipe without its masking, to time everything else."""

    def safe(self, raw: str) -> Masked:
        return Masked(clean(raw), Counter())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--masked-rows", type=int, default=50_000, help="rows of the run with masking")
    parser.add_argument("--output", type=Path, default=Path("experiments/benchmarks/import_rows.json"))
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        few = write_rows(Path(folder) / "few.csv", options.masked_rows)
        many = write_rows(Path(folder) / "many.csv", options.rows)
        result = {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "machine": f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "megabytes": round(many.stat().st_size / 1e6),
            "before_masking_few": timed(few, options.masked_rows, Unmasked()),
            "with_masking_few": timed(few, options.masked_rows, Recipe()),
            "before_masking": timed(many, options.rows, Unmasked()),
        }
    unmasked, masked = result["before_masking_few"], result["with_masking_few"]
    result["masking_ms_per_row_and_core"] = round(
        (masked["seconds"] - unmasked["seconds"]) / options.masked_rows * (os.cpu_count() or 1) * 1e3, 3
    )
    options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def write_rows(path: Path, count: int) -> Path:
    """Write generated rows (word salad of about 300 characters, one in twenty with an entity or mojibake)."""
    draw = random.Random(7)
    start = datetime(2022, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(count):
            text = " ".join(draw.choices(WORDS, k=draw.randint(10, 80)))
            if number % 20 == 0:
                text += " &amp; lanjutâ€¦"
            district, village = draw.choice(PLACES)
            writer.writerow((
                f"L{number}", f"{start + timedelta(minutes=number):%d/%m/%Y}", draw.choice(KINDS), draw.choice(CATEGORIES),
                text[:40], text, draw.choice(("Anonim", "", "Rahasia")), "Website", draw.choice(AGENCIES), "Selesai",
                district, village,
            ))  # fmt: skip
    return path


def timed(file: Path, rows: int, recipe: Recipe) -> dict[str, float]:
    """Import a file and return seconds, rows a second, and the peak memory of all processes together."""
    mapping = load_mapping("sp4n").model_copy(update={"within": "32.04"})
    out = file.parent / "snapshots"
    with PeakMemory() as memory:
        start = time.perf_counter()
        snapshot = import_files([file], mapping, recipe, out, datetime.now(UTC))
        seconds = time.perf_counter() - start
    assert snapshot.card.rows == rows, snapshot.card.rejects
    shutil.rmtree(out)
    return {"rows": rows, "seconds": round(seconds, 1), "rows_per_second": round(rows / seconds), **memory.peaks}


class PeakMemory:
    """Samples, twice a second, what this process and its children hold: pages that several share count once (PSS)."""

    def __enter__(self) -> PeakMemory:
        self.peaks = {"peak_mb": 0.0, "peak_anonymous_mb": 0.0}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            found = [status(pid) for pid in family(os.getpid())]
            for name, key in (("peak_mb", "Pss"), ("peak_anonymous_mb", "Pss_Anon")):
                self.peaks[name] = max(self.peaks[name], round(sum(one.get(key, 0) for one in found) / 1e3, 1))


def family(pid: int) -> list[int]:
    """Return a process and all below it (Linux)."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in family(int(child)))]


def status(pid: int) -> dict[str, float]:
    """Return a process's memory in kB by name."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return {}
    return {
        name: float(value.split()[0]) for name, _, value in (line.partition(":") for line in lines) if "kB" in value
    }


def processor() -> str:
    """Return the processor's name."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


if __name__ == "__main__":
    main()
