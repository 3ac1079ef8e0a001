"""The example maps of data/lapor, and a settled complaint to change; every ticket and text is invented."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from serving.lapor.dispositions import Settled, disposition_of
from serving.lapor.fields import LaporDisposition
from serving.lapor.id_maps import IdMaps, load_id_maps
from serving.lapor.wire import LaporWire, load_wire
from triage.directory import Directory, load_directory
from triage.taxonomy import Taxonomy, load_taxonomy

EXAMPLES = Path(__file__).parents[3] / "data" / "lapor"
RECORDINGS = Path(__file__).parent / "recordings"

TRANSPORT, HEALTH, WATER = "kabkota.perhubungan:34.04", "kabkota.kesehatan:34.04", "kabkota.air-minum:34.04"
GOVERNMENT, PROVINCE = "kabkota.pemerintahan:34.04", "provinsi.pemerintahan:34"
MINISTRY = "pusat.kementerian-perhubungan"


@cache
def the_maps() -> IdMaps:
    return load_id_maps(EXAMPLES)


@cache
def the_wire() -> LaporWire:
    return load_wire(EXAMPLES / "wire.yaml")


@cache
def the_directory() -> Directory:
    return load_directory()


@cache
def the_taxonomy() -> Taxonomy:
    return load_taxonomy()


def a_settled(**known: Any) -> Settled:
    """Return a broken traffic light in Depok, Sleman, that the transport office must mend."""
    fields = {
        "kind": "pengaduan_non_pengawasan",
        "category": "perhubungan",
        "urgency": "sedang",
        "agency": TRANSPORT,
        "region": "34.04.07",
        "secret": False,
        "anonymous": False,
    }
    return Settled(**{**fields, **known})


def a_disposition(**known: Any) -> LaporDisposition:
    return disposition_of(a_settled(**known), the_maps(), the_directory(), the_taxonomy())
