"""Agencies by what somebody types, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from serving.api.agencies import loaded_directory
from serving.api.app import create_app
from serving.api.problems import MEDIA_TYPE
from serving.settings import Settings


@pytest.fixture(scope="module")
def open_with(directory) -> Callable[..., TestClient]:
    """Return an application without a model: the directory stands in for the one that a model's engine has."""

    def opened(**settings: Any) -> TestClient:
        app = create_app(Settings(model="none", store="sqlite://", **settings))
        app.dependency_overrides[loaded_directory] = lambda: directory
        return TestClient(app)

    return opened


@pytest.fixture(scope="module")
def client(open_with) -> TestClient:
    return open_with()


def ask(client, **parameters):
    return client.get("/v1/agencies", params=parameters)


def test_words_cut_short_are_answered_with_agencies_best_first(client):
    response = ask(client, query="dinkes slem")

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json()[0] == {
        "slug": "kabkota.kesehatan:34.04",
        "role": "kabkota.kesehatan",
        "name": {"id": "Dinas Kesehatan Kabupaten Sleman", "en": "Health Office of Kabupaten Sleman"},
        "region": {"code": "34.04", "name": "Kabupaten Sleman"},
    }


def test_a_national_body_has_no_region(client):
    (agency,) = ask(client, query="kementerian kesehatan", limit=1).json()

    assert (agency["slug"], agency["region"]) == ("pusat.kementerian-kesehatan", None)


def test_a_region_says_whose_agencies_are_meant(client):
    slugs = [agency["slug"] for agency in ask(client, query="dinas sos", within="34.04").json()]

    assert slugs[0] == "kabkota.sosial:34.04"


def test_a_region_without_dots_is_the_same(client):
    with_dots, without = (ask(client, query="dinkes", within=code).json() for code in ("34.04", "3404"))

    assert with_dots == without


def test_no_more_are_listed_than_asked_for(client):
    assert len(ask(client, query="dinas", within="34.04", limit=3).json()) == 3


def test_what_means_nobody_is_an_empty_list(client):
    response = ask(client, query="dinas antariksa")

    assert (response.status_code, response.json()) == (200, [])


def test_a_region_that_does_not_exist_is_a_problem_of_its_own(client):
    response = ask(client, query="dinkes", within="99.99")

    assert (response.status_code, response.headers["content-type"]) == (422, MEDIA_TYPE)
    assert (response.json()["code"], response.json()["got"]) == ("region/unknown-code", "99.99")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({}, "query"),
        ({"query": ""}, "query"),
        ({"query": "a" * 201}, "query"),
        ({"query": "dinkes", "within": "Sleman"}, "within"),
        ({"query": "dinkes", "limit": 0}, "limit"),
        ({"query": "dinkes", "limit": 51}, "limit"),
        ({"query": "dinkes", "limit": "banyak"}, "limit"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client, parameters, field):
    response = ask(client, **parameters)

    assert (response.status_code, response.headers["content-type"]) == (422, MEDIA_TYPE)
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_with_keys_configured_a_caller_needs_one(open_with):
    client = open_with(api_keys=("satu",))

    without = ask(client, query="dinkes")
    named = client.get("/v1/agencies", params={"query": "dinkes slem"}, headers={"X-API-Key": "satu"})

    assert (without.status_code, without.json()["code"]) == (401, "api/wrong-key")
    assert named.status_code == 200


def test_before_the_model_is_loaded_there_is_no_directory():
    response = ask(TestClient(create_app(Settings(model="none"))), query="dinkes")

    assert (response.status_code, response.headers["content-type"]) == (503, MEDIA_TYPE)


def test_a_running_server_answers_from_the_directory_that_it_routes_by(serve):
    with serve() as client:
        assert ask(client, query="dinkes slem").json()[0]["slug"] == "kabkota.kesehatan:34.04"


def test_the_description_of_the_api_tells_its_parameters_and_problems(client):
    told = client.get("/openapi.json").json()["paths"]["/v1/agencies"]["get"]

    assert {parameter["name"] for parameter in told["parameters"]} == {"query", "within", "limit"}
    for status in ("401", "422", "503"):
        assert MEDIA_TYPE in told["responses"][status]["content"]
