"""The API's description is whole: statuses, tags, one schema for each body, a page for each kind of problem."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from api.http.api_document import TAGS
from api.http.problem_pages import PAGES
from api.http.problems import KIND_BY_STATUS
from tools.errors import IncidentResponderError
from tools.nouns.json_types import Json

PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}


@pytest.fixture
def document(app: FastAPI) -> Json:
    return app.openapi()


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def kinds(family: type[IncidentResponderError]) -> Iterator[str]:
    yield family.kind
    for each in family.__subclasses__():
        yield from kinds(each)


def test_every_error_is_one_document(document: Json) -> None:
    for path, method, operation in operations(document):
        answers = operation["responses"]
        assert not {"4XX", "5XX", "default"} & answers.keys(), (path, method)
        assert {"500", "503"} <= answers.keys(), (path, method)
        for status, answer in answers.items():
            if status >= "4":
                content = answer["content"]["application/problem+json"]
                assert content["schema"] == PROBLEM, (path, method, status)
                assert content["example"]["status"] == int(status)
        assert "headers" in answers["503"]


def test_who_may_not_is_told_so_where_it_can_happen(document: Json) -> None:
    paths = document["paths"]
    assert {"400", "401", "403", "413", "422", "429"} <= paths["/incident"]["post"]["responses"].keys()
    assert {"401", "403", "404", "409"} <= paths["/incidents/{incident_id}/acknowledge"]["post"]["responses"].keys()
    assert {"404", "409"} <= paths["/resolve"]["post"]["responses"].keys()
    assert {"200", "202"} <= paths["/incident"]["post"]["responses"].keys()
    assert not {"401", "403", "404"} & paths["/healthz"]["get"]["responses"].keys()


def test_operations_have_short_names_of_their_own(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 32


def test_tags_are_described(document: Json) -> None:
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    assert used <= TAGS.keys()


def test_bodies_are_named_once(document: Json) -> None:
    bodies = [operation["requestBody"] for _, _, operation in operations(document) if "requestBody" in operation]
    assert len(bodies) > 10
    assert all(list(body["content"]) == ["application/json"] for body in bodies)
    for name in ("ReportBody", "BatchItem", "BatchBody", "Credentials", "RunbookBody", "ProblemDocument"):
        assert name in document["components"]["schemas"]
    named = {each["name"] for each in document["paths"]["/incident"]["post"]["parameters"]}
    assert named == {"Idempotency-Key", "graph", "Prefer"}


async def test_every_kind_of_problem_has_a_page(guest: httpx.AsyncClient) -> None:
    told = {*KIND_BY_STATUS.values(), *kinds(IncidentResponderError)}
    assert told <= PAGES.keys()
    refused = (await guest.get("/incidents")).json()
    page = await guest.get(refused["type"])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert PAGES["unauthorized"].cure in page.text
    unknown = await guest.get("/problems/nonsense")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not-found")
