"""What openapi.json says of a body is what the server takes: the same bodies fit both, or neither."""

from typing import Any
from urllib.parse import quote

import httpx
import jsonschema_rs
from fastapi import FastAPI

from tools.toolbox import Toolbox

SPLIT = "/incidents/{incident_id}/split"
KEY = {"name": "shipper", "scopes": ["report"]}
LATE = 253_402_300_799_999


def report(**more: object) -> dict[str, object]:
    return {"log": "disk full", "service": "db"} | more


CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("/tenants", {"name": "acme", "quotas": {"reports": 999_999_999_999, "incidents": None}}, True),
    ("/tenants", {"name": "acme", "quotas": {"reports": 10**20}}, False),
    ("/tenants", {"name": "acme", "quotas": {"model_calls": -1}}, False),
    ("/tenants", {"name": "two words"}, False),
    ("/users", {"username": "ann", "tenant": "acme"}, True),
    ("/users", {"username": "ann", "tenant": "two words"}, False),
    ("/users", {"username": "cli:ann"}, False),
    ("/users", {"username": "system"}, False),
    ("/users", {"username": " "}, False),
    ("/users", {"username": "ann", "password": "correct\0horse battery"}, False),
    ("/keys", KEY | {"require_signature": True}, False),
    ("/keys", KEY | {"require_signature": True, "sender": "sns"}, True),
    ("/keys", KEY | {"require_signature": True, "signing_secret": "long enough"}, True),
    ("/keys", KEY | {"signing_secret": "short"}, False),
    ("/keys", KEY | {"name": "  "}, False),
    ("/keys", KEY | {"name": "a\nb"}, False),
    (SPLIT, {"fingerprint": "f1", "occurrence_ids": None}, True),
    (SPLIT, {"merged_incident_id": "inc_1"}, True),
    (SPLIT, {"occurrence_ids": ["req_1"]}, True),
    (SPLIT, {"fingerprint": None}, False),
    (SPLIT, {"fingerprint": "f1", "occurrence_ids": ["req_1"]}, False),
    (SPLIT, {"merged_incident_id": "inc_1", "fingerprint": "f1"}, False),
    ("/incident", report(occurred_at=LATE), True),
    ("/incident", report(occurred_at=LATE + 1), False),
    ("/incident", report(occurred_at="0000-05-01T00:00:00Z"), False),
    ("/incident", report(occurred_at="9999-12-31T23:59:59-01:00"), False),
    ("/incident", report(log=" \t\u0085"), False),
    ("/incident", report(service="a\u0007b"), False),
]


def schema_of(document: dict[str, Any], path: str) -> dict[str, Any]:
    body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return {"components": document["components"], "allOf": [body]}


async def test_bodies_fit_both_or_neither(app: FastAPI, signed_in: Any) -> None:
    client: httpx.AsyncClient = await signed_in("owner")
    document = app.openapi()
    for path, body, fits in CASES:
        described = jsonschema_rs.validator_for(schema_of(document, path)).is_valid(body)
        answer = await client.post(path.format(incident_id="inc_none"), json=body)
        taken = answer.status_code not in (400, 422)
        assert (described, taken) == (fits, fits), (path, body, answer.text)
        assert answer.status_code < 500, (path, body, answer.text)


MATCHES: list[tuple[dict[str, Any], bool]] = [
    ({"service": "db*"}, True),
    ({"severity": ">=HIGH"}, True),
    ({"severity": "H*"}, True),
    ({"labels": {"a": "*"}}, True),
    ({}, False),
    ({"service": " ", "labels": {}}, False),
    ({"severity": ">=H*"}, False),
    ({"severity": "loud"}, False),
    ({"labels": {"a": " "}}, False),
    ({"service": "a\nb"}, False),
]


async def test_a_silence_matches_as_described(app: FastAPI, signed_in: Any, toolbox: Toolbox) -> None:
    client: httpx.AsyncClient = await signed_in("owner")
    described = jsonschema_rs.validator_for(schema_of(app.openapi(), "/silences"))
    for match, fits in MATCHES:
        body = {"reason": "maintenance", "until": toolbox.clock() + 3600, "match": match}
        answer = await client.post("/silences", json=body)
        assert (described.is_valid(body), answer.status_code) == (fits, 200 if fits else 422), (match, answer.text)


RUNBOOK_IDS = [
    ("database/disk-full", True), ("search/first", True), ("a/../b", False), ("resolution:1", False),
    ("a//b", False), ("a[b]", False), ("..a", True), (".", False),
]  # fmt: skip


async def test_a_runbook_id_is_as_described(app: FastAPI, signed_in: Any) -> None:
    client: httpx.AsyncClient = await signed_in("owner")
    [parameter] = app.openapi()["paths"]["/runbooks/{runbook_id}"]["put"]["parameters"]
    described = jsonschema_rs.validator_for(parameter["schema"])
    for runbook_id, fits in RUNBOOK_IDS:
        address = f"/runbooks/{quote(runbook_id, safe='')}".replace(".", "%2E")
        answer = await client.put(address, json={"text": "# Disk full\n\nMake room."})
        seen = described.is_valid(runbook_id), answer.status_code
        assert seen == (fits, 200 if fits else 422), (runbook_id, answer.text)


async def test_the_address_of_the_search_is_no_runbook(signed_in: Any) -> None:
    client: httpx.AsyncClient = await signed_in("owner")
    for method in ("GET", "PUT", "DELETE"):
        answer = await client.request(method, "/runbooks/search", json={"text": "# Search\n\nFor it."})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST"), method
    assert (await client.get("/runbooks/searching")).status_code == 404


async def test_a_key_of_a_request_may_hold_blanks(signed_in: Any) -> None:
    client: httpx.AsyncClient = await signed_in("responder")
    for key, status in (("order 66", 200), ("x" * 255, 200), ("x" * 256, 422), ("é", 422)):
        header = {b"Idempotency-Key": key.encode("latin-1")}
        answer = await client.post("/incident", json=report(), headers=header)  # type: ignore[arg-type]
        assert answer.status_code == status, answer.text
