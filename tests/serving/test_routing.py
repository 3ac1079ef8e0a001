"""What an answer says about the way to the agency: places and where they are named, evidence, similar cases."""

from __future__ import annotations

import json

import pytest

from models.bundle import layout
from models.neighbours.cases import CASES, read_cases
from models.open_roles.part import OpenRoles
from tests.models.tiny import SAMPLE
from tests.serving.conftest import SLEMAN
from tests.serving.requests import LAMP, RECEIVED, WATER, a_request, reasons
from triage.jurisdiction import load_jurisdiction

MOJO, SURABAYA = "35.78.08.1002", "35.78"
ELSEWHERE = "Lampu jalan di Kelurahan Mojo, Kecamatan Gubeng, Kota Surabaya padam."
TWO_PROBLEMS = f"{WATER} Selain itu lampu jalan PJU di gang kami padam terus sejak bulan lalu."


def predict(client, text, **fields):
    response = client.post("/v1/predict", json=a_request(text, **{"top_k": 3, **fields}))
    assert response.status_code == 200, response.text
    return response.json()


def named(place, **sent):
    """Return the words of a request that a place of its answer points at."""
    return [sent[span["field"]][span["start"] : span["end"]] for span in place["spans"]]


# --- places ---------------------------------------------------------------------------------


def test_a_complaint_that_names_another_town_than_its_region_shows_that_place_first(client):
    answer = predict(client, ELSEWHERE, title="Padam di Surabaya", region=SLEMAN)

    first = answer["places"][0]
    assert (first["code"], first["name"], first["source"]) == (MOJO, "Kelurahan Mojo", "text")
    assert named(first, text=ELSEWHERE, title="Padam di Surabaya") == [
        "Surabaya", "Kelurahan Mojo", "Kecamatan Gubeng", "Kota Surabaya",
    ]  # fmt: skip
    assert answer["agency"]["region"]["code"] == SURABAYA
    assert "place_named" in {reason["code"] for reason in answer["agency"]["evidence"]}


def test_a_region_that_the_caller_gives_is_named_nowhere(client):
    (place,) = predict(client, LAMP, region=SLEMAN)["places"]

    assert place == {"code": SLEMAN, "name": "Kabupaten Sleman", "confidence": 1.0, "source": "hint", "spans": []}


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("   \n\t ", "  \n"), ("😭🔥 ", ""), ("<b>Pak</b> &amp; Bu, ", ""), ("é" * 40 + " ", "")],
)
def test_spans_count_the_characters_of_the_text_as_it_was_sent(before, after, client):
    text, title = f"{before}{ELSEWHERE}{after}", f"  {before}Lapor Kota Surabaya "

    place = predict(client, text, title=title[:200])["places"][0]

    words = named(place, text=text, title=title[:200])
    assert {"Kelurahan Mojo", "Kecamatan Gubeng", "Kota Surabaya"} <= set(words)
    assert all(word.endswith(("Mojo", "Gubeng", "Surabaya")) for word in words)


def test_places_are_probabilities_best_first(client):
    confidences = [place["confidence"] for place in predict(client, ELSEWHERE)["places"]]

    assert confidences == sorted(confidences, reverse=True)
    assert 0.0 < sum(confidences) <= 1.0 + 1e-9


# --- evidence -------------------------------------------------------------------------------


def test_a_rule_that_speaks_stands_with_its_source_beside_the_agency_that_it_speaks_for(client):
    answer = predict(client, LAMP, top_k=50)
    speaking = {rule.to: rule for rule in load_jurisdiction().speaking(LAMP)}

    told = {one["slug"].split(":")[0]: one["evidence"] for one in answer["agency"]["alternatives"]}

    assert speaking
    for role, rule in speaking.items():
        sentences = [reason["text"] for reason in told[role] if reason["code"] == "jurisdiction"]
        assert f"{rule.says.id} ({rule.source})" in [sentence["id"] for sentence in sentences]
        assert f"{rule.says.en} ({rule.source})" in [sentence["en"] for sentence in sentences]
    silent = [reasons for role, reasons in told.items() if role not in speaking]
    assert silent
    assert not [reason for reasons in silent for reason in reasons if reason["code"] == "jurisdiction"]


def test_the_best_agency_and_the_first_alternative_say_the_same(client):
    agency = predict(client, LAMP)["agency"]

    assert agency["alternatives"][0] == {name: agency[name] for name in ("slug", "name", "probability", "evidence")}


def test_where_a_level_is_not_known_the_answer_says_who_stands_in(client):
    """Only the regency is known here, so a kelurahan's matter is its regency's."""
    agency = predict(client, "Surat keterangan domisili di kelurahan dipersulit.", top_k=50)["agency"]

    known = agency["alternatives"]
    stands_in = [one for one in known if "parent_answers" in {reason["code"] for reason in one["evidence"]}]
    assert stands_in
    assert all(one["slug"].split(":")[-1] in (SLEMAN, "34") for one in stands_in)


def test_roles_that_no_training_row_shows_are_told_by_name_too(client):
    role = predict(client, LAMP, top_k=50)["role"]

    opened = client.app.state.server.engine.bundle.predictor
    beyond = [one for one in role["alternatives"] if one["label"] not in opened.label_space.labels["role"]]
    assert beyond
    for one in beyond:
        assert all(one["name"][language] and "{" not in one["name"][language] for language in ("id", "en"))


# --- similar cases --------------------------------------------------------------------------


def test_the_nearest_past_cases_are_told_by_id_best_first_and_never_by_their_words(client, bundle):
    answer = predict(client, LAMP, top_k=5)
    known = {case.id: case for case in read_cases(bundle / layout.OPEN_ROLES / CASES)}
    texts = {row["id"]: row["text"] for row in map(json.loads, (SAMPLE / "complaints.jsonl").open(encoding="utf-8"))}

    similar = answer["similar"]

    assert len(similar) == 5
    assert [case["similarity"] for case in similar] == sorted((case["similarity"] for case in similar), reverse=True)
    for case in similar:
        assert set(case) == {"id", "role", "agency", "similarity"}
        assert case["role"] == known[case["id"]].role
        assert texts[case["id"]] not in json.dumps(answer, ensure_ascii=False)


def test_the_evidence_counts_the_similar_cases_of_a_role(client, bundle):
    answer = predict(client, LAMP, top_k=50)

    counted = [
        (one["slug"].split(":")[0], reason["text"]["id"])
        for one in answer["agency"]["alternatives"]
        for reason in one["evidence"]
        if reason["code"] == "similar_cases"
    ]
    roles = [case["role"] for case in answer["similar"]]
    assert counted
    for role, sentence in counted:
        assert sentence.startswith(f"{roles.count(role)} dari {len(roles)} ") or role not in roles


def test_a_bundle_of_open_roles_serves_every_role_of_the_directory(bundle, client):
    directory = client.app.state.server.engine.triager.router.directory
    predictor = client.app.state.server.engine.bundle.predictor

    part = OpenRoles.open(bundle / layout.OPEN_ROLES, predictor.label_space.labels["role"])

    assert part.reader.roles == tuple(directory.roles)


# --- decisions ------------------------------------------------------------------------------


def test_a_second_problem_gets_a_copy_and_a_reason(client):
    decision = predict(client, TWO_PROBLEMS)["decision"]

    # which of the two is the first problem is up to the small model of the tests
    (copy,) = decision["copies"]
    agencies = {f"kabkota.air-minum:{SLEMAN}", f"kabkota.perhubungan:{SLEMAN}"}
    assert {decision["agency"]["slug"], copy["slug"]} == agencies
    assert "second_problem" in {reason["code"] for reason in decision["reasons"]}


def test_an_agency_that_refused_gets_no_copy_either(client):
    decision = predict(client, TWO_PROBLEMS, refused_by=[f"kabkota.perhubungan:{SLEMAN}"])["decision"]

    assert decision["copies"] == []


def test_a_secret_report_goes_to_the_overseer_and_nobody_gets_a_copy(client):
    answer = predict(client, TWO_PROBLEMS, is_secret=True)

    decision = answer["decision"]
    assert (decision["action"], decision["agency"]["slug"]) == ("review", f"kabkota.inspektorat:{SLEMAN}")
    assert (decision["copies"], decision["desk"]) == ([], None)
    assert "secret" in reasons(answer)


@pytest.mark.parametrize(
    "text", [f"Petugas puskesmas minta uang pelicin. {LAMP}", f"Kepala puskesmas melakukan pungli. {LAMP}"]
)
def test_a_report_of_misconduct_goes_to_the_overseer_though_nobody_asked_for_secrecy(text, client):
    answer = predict(client, text)

    assert answer["decision"]["action"] in ("review", "urgent_lane")
    assert answer["decision"]["agency"]["slug"] == f"kabkota.inspektorat:{SLEMAN}"
    assert answer["decision"]["copies"] == []
    assert "misconduct" in reasons(answer)


# --- versions -------------------------------------------------------------------------------


def test_an_answer_names_the_rules_of_jurisdiction_that_were_read(client):
    assert predict(client, LAMP)["versions"]["jurisdiction"] == load_jurisdiction().version


def test_the_description_of_the_api_tells_the_fields(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    for schema, fields in {
        "Answer": {"similar", "places", "dangers", "agency", "decision", "versions"},
        "PlaceOut": {"spans", "confidence", "source"},
        "SpanOut": {"field", "start", "end"},
        "AgencyOut": {"evidence", "alternatives", "other"},
        "DecisionOut": {"desk", "copies", "answer_by", "contacts"},
        "ContactOut": {"service", "name", "number", "note", "source", "checked"},
        "DangerOut": {"signal", "danger", "level", "scope", "text", "span"},
        "Versions": {"jurisdiction", "emergency"},
    }.items():
        assert fields <= set(schemas[schema]["properties"]), schema


def test_asked_twice_an_answer_is_the_same_bytes(client):
    first, again = (predict(client, ELSEWHERE, received_at=RECEIVED, top_k=50) for _ in range(2))

    assert json.dumps(first) == json.dumps(again)
