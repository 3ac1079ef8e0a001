"""Export on both databases: verdicts in force and outcomes as records, by their schema, with nothing that must stay."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serving.casework.office import Office
from serving.casework.officers import NotAllowed, Right
from serving.casework.settle import Given, settle
from serving.casework.undo import undo
from serving.keeping.chain import verify_store
from serving.keeping.erasure import erase
from serving.keeping.export import MANIFEST, OUTCOMES, VERDICTS, ExportManifest, export
from serving.keeping.outcomes import tell
from serving.keeping.verdict_records import Selection, verdict_records
from tests.serving.keeping.stories import CHANGED, items_of, settled, split
from tests.serving.store.worlds import HEALTH, HOSPITAL, a_secret_one, admitted, an_office, an_officer, clock_of
from tests.worlds import NOW, a_policy
from triage.decision import Action
from triage.own_folder import FolderInUse
from triage.records import OutcomeEvent, OutcomeRecord, VerdictRecord, read_records
from triage.verdicts import Act

ALL = Selection()


def exported(office: Office, admin, folder: Path, selection: Selection = ALL) -> list[VerdictRecord]:
    export(office, admin, folder, selection)
    return list(read_records(folder / VERDICTS, VerdictRecord))


def test_a_verdict_comes_back_as_a_complaint_to_learn_from(office: Office, sari, admin, folder: Path):
    case, verdict = settled(office, sari, text="Hubungi 081234567890, atap bocor.")

    (record,) = exported(office, admin, folder)
    row = record.labelled()

    assert row is not None
    assert (record.verdict, row.id, row.agency, row.role) == (verdict, case, CHANGED.agency, "kabkota.rsud")
    assert (row.category, row.urgency, row.kind, row.region) == ("kesehatan", "tinggi", CHANGED.kind, "35.78")
    assert "081234567890" not in row.text
    assert (record.shown and record.shown.agency, record.machine and record.machine.agency) == (HEALTH, HEALTH)


def test_an_act_that_names_no_agency_is_a_record_but_no_row_to_learn_from(office: Office, sari, admin, folder: Path):
    settled(office, sari, Act.SPAM)

    (record,) = exported(office, admin, folder)

    assert (record.act, record.agency, record.labelled()) == (Act.SPAM, None, None)


def test_the_name_of_an_officer_is_not_in_an_export(office: Office, sari, admin, folder: Path):
    settled(office, sari)
    settled(office, sari, Act.ACCEPT)

    first, second = exported(office, admin, folder)

    assert first.reviewer == second.reviewer
    assert not any(name.encode() in (folder / VERDICTS).read_bytes() for name in (sari.id, "sari", "Sari"))


def test_a_blind_reading_carries_the_probability_of_its_draw(store_url: str, folder: Path):
    office = an_office(store_url, policy=a_policy(audit_share=0.25))
    sari = an_officer(office, "sari", (Right.REVIEW, Right.AUDIT))
    case = admitted(office, action=Action.AUTO_ROUTE, audit=True)["case"]
    settle(office, sari, items_of(office, case)[0].id, Given(Act.CHANGE, 1, CHANGED))
    dispute = next(item for item in items_of(office, case) if item.purpose == "dispute")
    settle(office, an_officer(office, "hakim"), dispute.id, Given(Act.CHANGE, 1, CHANGED))
    settled(office, sari)

    records = exported(office, an_officer(office, "admin", (Right.ADMIN,)), folder)

    drawn = {record.purpose.value: (record.blind, record.selection_probability) for record in records}
    assert drawn == {"audit": (True, 0.25), "dispute": (False, 0.25), "doubt": (False, 1.0)}
    office.close()


def test_each_part_of_a_split_complaint_is_a_row_of_its_own(office: Office, sari, admin, folder: Path):
    whole, parts = split(office, sari)

    records = exported(office, admin, folder)

    assert [(record.case, record.parent) for record in records] == [(whole, None), *((part, whole) for part in parts)]
    assert [record.labelled() is not None for record in records] == [False, True, True]


def test_secret_cases_stay_in_the_house_unless_asked_for_by_who_may(office: Office, sari, admin, folder: Path):
    told = admitted(office, a_secret_one())
    settle(office, sari, told["review"], Given(Act.ACCEPT, 1))

    assert exported(office, admin, folder / "umum") == []
    assert len(exported(office, admin, folder / "rahasia", Selection(with_secret=True))) == 1
    with pytest.raises(NotAllowed):
        export(office, an_officer(office, "budi", (Right.ADMIN,)), folder / "x", Selection(with_secret=True))


def test_an_erased_case_is_in_no_export_and_the_next_one_says_so(office: Office, sari, admin, folder: Path):
    kept, _ = settled(office, sari)
    erased, _ = settled(office, sari)
    _, undone = settled(office, sari)
    clock_of(office).move(days=1)
    since = office.now()
    erase(office, admin, erased)
    undo(office, sari, undone)

    assert [record.case for record in exported(office, admin, folder / "semua")] == [kept]
    manifest = export(office, admin, folder / "baru", Selection(since))
    assert (manifest.erased, manifest.undone) == ((erased,), (undone,))


def test_an_export_since_a_moment_has_what_was_given_from_then_on(office: Office, sari, admin, folder: Path):
    settled(office, sari)
    clock_of(office).move(hours=1)
    later, _ = settled(office, sari)

    assert [record.case for record in exported(office, admin, folder, Selection(office.now()))] == [later]


def test_an_outcome_stands_beside_what_machine_and_people_had_said(office: Office, sari, admin, channel, folder: Path):
    case, _ = settled(office, sari)
    clock_of(office).move(hours=1)
    tell(office, channel, case, OutcomeEvent.BOUNCED, HOSPITAL, HEALTH, NOW)
    export(office, admin, folder, ALL)

    (record,) = read_records(folder / OUTCOMES, OutcomeRecord)

    assert (record.event, record.agency, record.right_agency) == (OutcomeEvent.BOUNCED, HOSPITAL, HEALTH)
    assert (record.machine and record.machine.agency, record.people and record.people.agency) == (HEALTH, HOSPITAL)


def test_a_manifest_closes_an_export_and_the_chain_notes_it(office: Office, sari, admin, folder: Path):
    settled(office, sari)
    exported(office, admin, folder)

    manifest = ExportManifest.model_validate_json((folder / MANIFEST).read_bytes())

    for file in manifest.files:
        assert hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.sha256
    assert [(file.records, file.first) for file in manifest.files] == [(1, office.now()), (0, None)]
    assert verify_store(office).cases == 1


def test_a_folder_that_holds_something_is_left_alone(office: Office, admin, folder: Path):
    folder.mkdir()
    (folder / "milik-orang.txt").write_text("x")

    with pytest.raises(FolderInUse):
        export(office, admin, folder, ALL)


@given(acts=st.lists(st.sampled_from((*(act for act in Act if act is not Act.ESCALATE), None)), max_size=6))
@settings(max_examples=15)
def test_an_export_never_holds_a_verdict_that_was_taken_back(tmp_path_factory, acts):
    """Let one item be settled and undone in a drawn order; None and `undo` take the last verdict back."""
    office = an_office(f"sqlite:///{tmp_path_factory.mktemp('uji') / 'uji.db'}")
    sari = an_officer(office, "sari", (Right.REVIEW, Right.SECRET))
    original, told = admitted(office)["case"], admitted(office)
    standing: list[str] = []
    for act in acts:
        version = items_of(office, told["case"])[0].version
        if act in (None, Act.UNDO):
            if standing:
                undo(office, sari, standing.pop())
        elif not standing and act is not Act.SPLIT:
            answer = CHANGED if act is Act.CHANGE else None
            given_ = Given(act, version, answer, duplicate_of=original)
            standing.append(settle(office, sari, told["review"], given_))
            if items_of(office, told["case"])[0].state == "open":
                undo(office, sari, standing.pop())

    with office.database.reading() as session:
        records = [record.verdict for record in verdict_records(session, office, ALL)]
    assert records == standing
    office.close()
