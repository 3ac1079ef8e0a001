"""One process of several writers: each admits complaints and settles them, as busy servers on one store do.

Run as `python -m tests.serving.store.writers URL NAME THREADS COMPLAINTS`.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from serving.casework.office import Office
from serving.casework.officers import Officer, Right
from serving.casework.settle import Given, settle
from tests.serving.store.worlds import admitted, an_office
from tests.worlds import NOW
from triage.verdicts import Act


def write(office: Office, who: Officer, complaints: int) -> None:
    """Admit so many complaints, each a week older so that few tell of one incident, and settle each at once."""
    for week in range(complaints):
        told = admitted(office, client=who.name, received_at=NOW - timedelta(weeks=week))
        settle(office, who, told["review"], Given(Act.ACCEPT, 1))


def main(url: str, name: str, threads: int, complaints: int) -> None:
    """Let so many threads write at once, and fail if one of them did."""
    office = an_office(url, ids=name)
    who = Officer(f"u-{name}", name, frozenset({Right.REVIEW}))
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(write, office, who, complaints) for _ in range(threads)]:
            done.result()
    office.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
