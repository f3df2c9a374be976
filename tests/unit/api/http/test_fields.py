"""Unknown fields: said in a report's warnings, refused in an act, and never more work than a few comparisons."""

import httpx
import pytest
from pydantic import ValidationError

from api.http.fields import MOST_LOOKED_AT
from api.http.report_body import ReportBody
from api.http.schemas import CommentBody
from tests.support.doubles.comparisons import Comparisons

OK = {"log": "disk full", "service": "db"}


def test_a_report_says_what_it_ignores() -> None:
    body = ReportBody.model_validate(OK | {"enviroment": "prod", "colour": "red", "x" * 100: 1})
    assert body.warnings == (
        "unknown field 'enviroment' is ignored: did you mean 'environment'?",
        "unknown field 'colour' is ignored",
        f"unknown field '{'x' * 64}' is ignored",
    )
    assert ReportBody.model_validate(OK).warnings == ()


def test_an_act_with_a_misspelt_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown field 'texxt': did you mean 'text'"):
        CommentBody.model_validate({"text": "a", "texxt": "b"})
    assert CommentBody.model_validate({"text": "a", "colour": "red"}).text == "a"


def test_of_many_unknown_fields_few_are_compared(compared: Comparisons) -> None:
    many = {f"severityy{number}": 1 for number in range(5000)}
    warnings = ReportBody.model_validate(OK | many).warnings
    assert compared.calls == MOST_LOOKED_AT
    assert warnings[-1] == f"{5000 - MOST_LOOKED_AT} more unknown fields are ignored"
    with pytest.raises(ValidationError, match="5000 fields are unknown"):
        CommentBody.model_validate({"text": "a"} | many)
    assert compared.calls == MOST_LOOKED_AT


async def test_answers_carry_the_warnings(responder: httpx.AsyncClient) -> None:
    odd = OK | {"enviroment": "prod"}
    one = await responder.post("/incident", json=odd)
    assert one.json()["warnings"] == ["unknown field 'enviroment' is ignored: did you mean 'environment'?"]
    several = await responder.post("/incidents/batch", json={"reports": [OK, odd, {"log": 1}]})
    first, second, third = several.json()["results"]
    assert "warnings" not in first
    assert (second["status"], second["warnings"]) == ("existing", one.json()["warnings"])
    assert third["status"] == "error"
    assert (await responder.post("/incident", json=OK)).json()["warnings"] == []


async def test_a_required_field_misspelt_is_found(responder: httpx.AsyncClient) -> None:
    told = (await responder.post("/incident", json={"log": "disk full", "servce": "db"})).json()
    assert told["errors"] == [{"field": "service", "message": "Field required: did you write it as 'servce'?"}]
    told = (await responder.post("/incident", json={"log": "disk full", "colour": "red"})).json()
    assert told["errors"] == [{"field": "service", "message": "Field required"}]


async def test_what_is_no_time_is_told_how_to_write_one(responder: httpx.AsyncClient) -> None:
    told = await responder.get("/incidents", params={"since": "yesterday"})
    assert told.status_code == 422
    assert told.json()["errors"] == [
        {"field": "since", "message": "must be an RFC 3339 time, such as 2026-11-29T08:00:00Z"}
    ]
