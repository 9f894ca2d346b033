"""The OpenAPI document and the page made from it: complete, valid, and without any outside host."""

import json

import pytest
from bs4 import BeautifulSoup
from openapi_spec_validator import validate

from service.api import operations
from service.formats.problem import TITLES
from tests.api_newsroom import BASE_URL, document, validator


@pytest.fixture(scope="module")
def served(refusing):
    return refusing.get("/api/v1/openapi.json", by=None).get_json()


@pytest.mark.engines("sqlite")
def test_the_document_is_valid(served):
    validate(served)

    assert served["openapi"].startswith("3.1")
    assert served == json.loads(json.dumps(document()))


def test_every_route_of_the_api_is_in_the_document(refusing, served):
    routes = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in refusing.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        and rule.endpoint not in ("api.openapi", "api.docs", "api.docs_styles")
        for method in rule.methods - {"HEAD"}
    }

    documented = {
        (path, method)
        for path, methods in served["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert documented == routes


def every_operation(served):
    for path, methods in served["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, method, operation


def test_every_operation_says_how_it_can_go_wrong(served):
    for path, method, operation in every_operation(served):
        wrong = {status for status in operation["responses"] if int(status) >= 400}
        if operation.get("security") != []:
            assert {"400", "401", "403", "503"} <= wrong, (path, method)
        if method == "post":
            assert "422" in wrong
            assert "Idempotency-Key" in [one["name"] for one in operation["parameters"]]
    for response in served["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_every_body_has_an_example_that_its_schema_takes(served):
    examples = [
        operation["requestBody"]["content"]["application/json"]
        for _, _, operation in every_operation(served)
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]

    assert len(examples) == 15
    for one in examples:
        validator(one["schema"]["$ref"].rpartition("/")[2]).validate(one["example"])


def test_the_examples_work(room, served):
    claim = question = source = None
    another = room.post("/api/v1/articles", {"outlet": "The Moscow Times"}).get_json()["id"]
    article = ""
    for path, _, operation in every_operation(served):
        if "application/json" not in operation.get("requestBody", {}).get("content", {}):
            continue
        room.clock.set(room.clock.now.replace(day=30))
        body = operation["requestBody"]["content"]["application/json"]["example"]
        where = path if claim is None else path.replace("{claim_id}", claim)
        where = where.replace("{account_id}", room.people["vera"].id)
        where = where.replace("{article_id}", article)
        body = {**body, "of": another} if body.get("kind") == "confirm_copy" else body
        where = where if question is None else where.replace("{question_id}", question)
        where = where if source is None else where.replace("{source_id}", source)
        response = room.post(where, body, by="ann")
        assert str(response.status_code) in operation["responses"], response.text
        assert response.status_code in (200, 201), response.text
        if path == "/api/v1/claims":
            claim, source = response.get_json()["id"], response.get_json()["reports"][0]["outlet"]["id"]
        article = response.get_json()["id"] if path == "/api/v1/articles" else article
        question = response.get_json()["id"] if path == "/api/v1/questions" else question


def test_every_problem_points_to_its_paragraph(refusing):
    problem = refusing.get("/api/v1/claims?stauts=1").get_json()
    page = BeautifulSoup(refusing.get("/api/v1/docs", by=None).text, "html.parser")

    assert problem["type"] == f"{BASE_URL}/api/v1/docs#unknown_parameter"
    assert {one["id"] for one in page.find_all(id=True)} >= set(TITLES)


def test_the_page_needs_nobody_else_and_runs_nothing(refusing):
    response = refusing.get("/api/v1/docs", by=None)
    page = BeautifulSoup(response.text, "html.parser")

    assert response.content_type == "text/html; charset=utf-8"
    assert "style-src 'self'" in response.headers["Content-Security-Policy"]
    assert page.find_all(["script", "style", "img", "iframe", "form"]) == []
    assert page.find_all(style=True) == []
    assert [one["href"] for one in page.find_all("link")] == ["docs.css"]
    targets = {str(one["href"]) for one in page.find_all("a")}
    assert {one for one in targets if one[0] != "#"} == {"openapi.json"}
    assert refusing.get("/api/v1/docs.css", by=None).content_type == "text/css; charset=utf-8"
    assert page.find("html", lang="en") is not None
    assert {one[1:] for one in targets if one[0] == "#"} <= {str(one["id"]) for one in page.find_all(id=True)}


def test_each_operation_has_a_name_of_its_own(clock):
    names = [one.name for one in operations(clock())]

    assert len(names) == len(set(names))
