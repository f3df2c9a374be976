"""Clients get what the API's description promises: no key more, no key less."""

import httpx
import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter

from api.http.answers import Explanation, IncidentAnswer, IncidentList, RunbookList, SectionList
from api.http.report_answers import BatchAnswer, ReportAnswer
from tools.nouns.decisions import Verdict

REPORT = {"log": "no space left on device", "service": "db"}


def keys_fit(shape: type, given: dict[str, object]) -> bool:
    TypeAdapter(shape).validate_python(given, strict=True)
    required, optional = shape.__required_keys__, shape.__optional_keys__  # type: ignore[attr-defined]  # a TypedDict
    return required <= given.keys() <= required | optional


@pytest.fixture
async def incident_id(responder: httpx.AsyncClient) -> str:
    answer = (await responder.post("/incident", json=REPORT)).json()
    assert keys_fit(ReportAnswer, answer)
    return str(answer["incident_id"])


async def test_answers_have_the_keys_that_are_described(responder: httpx.AsyncClient, incident_id: str) -> None:
    assert keys_fit(IncidentAnswer, (await responder.get(f"/incidents/{incident_id}")).json())
    assert keys_fit(Explanation, (await responder.get(f"/incidents/{incident_id}/explain")).json())
    listed = (await responder.get("/incidents")).json()
    assert keys_fit(IncidentList, listed)
    assert all(keys_fit(IncidentAnswer, each) and "timeline" not in each for each in listed["incidents"])
    assert keys_fit(RunbookList, (await responder.get("/runbooks")).json())
    assert keys_fit(SectionList, (await responder.post("/runbooks/search", json={"log": "disk full"})).json())
    batch = (await responder.post("/incidents/batch", json={"reports": [REPORT]})).json()
    assert keys_fit(BatchAnswer, batch)


def test_the_description_names_the_words_of_a_status(app: FastAPI) -> None:
    described = app.openapi()["components"]["schemas"]
    assert described["ReportAnswer"]["properties"]["status"]["enum"] == [*Verdict, "recovered"]
    assert described["IncidentAnswer"]["properties"]["status"]["enum"] == ["OPEN", "ACKNOWLEDGED", "RESOLVED", "MERGED"]
    for name in ("ReportAnswer", "IncidentAnswer"):
        severities = described[name]["properties"]["severity"]["enum"]
        assert severities == ["LOW", "MEDIUM", "HIGH", "CRITICAL"]
