"""Fills a store with something in every table, and writes it down as a dump that later versions must still open.

Run once for a version that is released (`python -m tests.serving.store.filling`), and again only while
its tables are not yet released: a dump in `released/` is what stands on other people's disks.
"""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path

from serving.casework.admit import Admission, admit, request_digest
from serving.casework.office import Office
from serving.casework.queue import skip
from serving.casework.settle import Given, settle
from serving.casework.splitting import Part
from serving.casework.undo import undo
from serving.store import migrate
from serving.store.schema import (
    ApiKeyRow,
    ControlRow,
    FingerprintRow,
    IncidentRow,
    OutcomeRow,
    PracticeRow,
    SessionRow,
    WebhookRow,
)
from tests.serving.store.worlds import (
    HEALTH,
    HOSPITAL,
    a_secret_one,
    a_triage,
    admitted,
    an_answer,
    an_office,
    an_officer,
)
from tests.worlds import NOW
from triage.decision import Action
from triage.verdicts import Act, Answer

RELEASED = Path(__file__).parent / "released"


def fill(office: Office) -> None:
    """Put at least one row into every table, through the acts where there is one."""
    sari, budi = an_officer(office, "sari"), an_officer(office, "budi")
    with office.database.writing() as session:
        session.add(
            WebhookRow(
                id="w-1", url="https://contoh.invalid/kabar", events=[], secret=office.vault.lock(b"s" * 32),
                active=True, made_at=NOW,
            )
        )  # fmt: skip
    settled, split, waits = (admitted(office)["review"] for _ in range(3))
    admitted(office, action=Action.AUTO_ROUTE, audit=True)
    secret = a_secret_one()
    triage = a_triage(office, secret)
    admission = Admission(secret, "kanal", "kunci", request_digest(office, secret.text))
    case = admit(office, admission, triage, an_answer(office, triage))["case"]
    given = settle(office, sari, settled, Given(Act.ACCEPT, 1, note="Sudah dicek.", seconds=4.5))
    undo(office, sari, given)
    parts = tuple(Part(text, Answer(agency)) for text, agency in (("Atap bocor.", HEALTH), ("Antre lama.", HOSPITAL)))
    settle(office, budi, split, Given(Act.SPLIT, 1, parts=parts))
    skip(office, budi, waits)
    _add_the_rest(office, case)


def _add_the_rest(office: Office, case: str) -> None:
    with office.database.writing() as session:
        session.add_all(
            [
                IncidentRow(
                    id="i-1", regency="35.78", place="35.78", category="kesehatan", urgency=1, first_at=NOW,
                    last_at=NOW, reports=1,
                ),
                FingerprintRow(case=case, fingerprint={"version": 1}),
                OutcomeRow(
                    id="o-1", case=case, happened_at=NOW, told_at=NOW, told_by="kanal", event="bounced",
                    agency=HEALTH, right_agency=HOSPITAL,
                ),
                ControlRow(name="uji", value={"on": False}, set_by="u-sari", set_at=NOW),
                SessionRow(
                    token="t" * 64, user="u-sari", csrf="c" * 64, begun_at=NOW, seen_at=NOW,
                    ends_at=NOW + timedelta(hours=12),
                ),
                ApiKeyRow(
                    id="k-1", hash="h" * 64, label="kanal", user="u-sari", made_at=NOW, used_at=None, ends_at=None,
                    revoked_at=None,
                ),
                PracticeRow(
                    id="p-1", user="u-sari", practice_case="latihan-1", answered_at=NOW, given={"agency": HEALTH},
                    right=True,
                ),
            ]
        )  # fmt: skip


def main() -> None:
    """Write the dump of the newest revision."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "isi.db"
        office = an_office(f"sqlite:///{path}")
        fill(office)
        office.close()
        connection = sqlite3.connect(path)
        lines = "\n".join(connection.iterdump())
        connection.close()
    RELEASED.mkdir(exist_ok=True)
    (RELEASED / f"{migrate.revisions()[-1]}.sql").write_text(f"{lines}\n", "utf-8")


if __name__ == "__main__":
    main()
