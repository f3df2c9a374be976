"""`POST /v1/logs`: protobuf and JSON, zipped or not, answered by OTLP's own rules."""

import gzip
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)

from tests.support.application import client_of, open_test_toolbox, running, settings_of

ZIPPED = {"Content-Encoding": "gzip"}
SAID = ("the cache is warm", "the payment gateway refuses our certificate", "no space left on the ledger's disk")
PROTOBUF = {"Content-Type": "application/x-protobuf"}


def export(*severities: int, service: str = "checkout") -> ExportLogsServiceRequest:
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add()
    for name, value in (("service.name", service), ("deployment.environment.name", "prod")):
        resource.resource.attributes.add(key=name).value.string_value = value
    scope = resource.scope_logs.add()
    for number, severity in enumerate(severities):
        record = scope.log_records.add(severity_number=severity, time_unix_nano=1_790_000_000_000_000_000 + number)
        record.body.string_value = SAID[number]
        record.trace_id = b"0123456789abcdef"
    return request


@pytest.fixture
async def admin(signed_in) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await signed_in("admin", "acme")
    return client


async def tickets(admin: httpx.AsyncClient) -> list[dict[str, Any]]:
    return list((await admin.get("/incidents")).json()["incidents"])


@pytest.mark.parametrize("zipped", [False, True])
async def test_protobuf_comes_in_and_goes_out(admin: httpx.AsyncClient, zipped: bool) -> None:
    body = export(9, 17, 21).SerializeToString()
    headers = PROTOBUF | ({"Content-Encoding": "gzip"} if zipped else {})
    answer = await admin.post("/v1/logs", content=gzip.compress(body) if zipped else body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-protobuf")
    assert ExportLogsServiceResponse.FromString(answer.content) == ExportLogsServiceResponse()
    found = await tickets(admin)
    assert sorted(each["severity"] for each in found) == ["CRITICAL", "HIGH"]
    assert {(each["service"], each["environment"]) for each in found} == {("checkout", "prod")}


async def test_json_says_the_same(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/v1/logs", json=MessageToDict(export(9, 17)))
    assert (answer.status_code, answer.json()) == (200, {})
    await admin.post("/v1/logs", content=export(9, 17).SerializeToString(), headers=PROTOBUF)
    assert [each["occurrences"] for each in await tickets(admin)] == [2]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"\xff\xff\xff", PROTOBUF, 400),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"<a/>", {"Content-Type": "text/xml"}, 415),
        (b"no gzip", PROTOBUF | ZIPPED, 400),
        (gzip.compress(b"{}", mtime=0)[:-9], ZIPPED, 400),
        (b"{}", {"Content-Encoding": "br"}, 415),
        (b"{}", {}, 200),
        (b"", PROTOBUF, 200),
    ],
)
async def test_what_is_no_export(admin: httpx.AsyncClient, body: bytes, headers: dict[str, str], status: int) -> None:
    answer = await admin.post("/v1/logs", content=body, headers={"Content-Type": "application/json"} | headers)
    assert answer.status_code == status, answer.text
    kept = (await admin.get("/signals?outcome=refused")).json()["signals"]
    assert [each["sender"] for each in kept] == (
        ["otlp"] if status in (400, 415) and "Content-Encoding" not in headers else []
    )


async def test_more_records_than_a_second_may_bring_are_taken(admin: httpx.AsyncClient) -> None:
    """A Collector sends up to 8,192 at once, and would send what is refused again for ever."""
    request = export(17)
    logs = request.resource_logs[0].scope_logs[0].log_records
    for number in range(1, 1_100):
        logs.add(severity_number=17, time_unix_nano=1_790_000_000_000_000_000 + number).body.string_value = SAID[1]
    answer = await admin.post("/v1/logs", content=request.SerializeToString(), headers=PROTOBUF)
    assert answer.status_code == 200
    assert sum(each["occurrences"] for each in await tickets(admin)) == 1_100


async def test_a_bomb_is_not_unpacked(admin: httpx.AsyncClient) -> None:
    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    answer = await admin.post("/v1/logs", content=bomb, headers=PROTOBUF | {"Content-Encoding": "gzip"})
    assert answer.status_code == 413


async def test_the_least_level_is_a_setting(tmp_path) -> None:
    toolbox = await open_test_toolbox(settings_of(tmp_path, otlp_min_severity="WARN"))
    async with running(toolbox) as app, client_of(app) as client:
        login = await client.post("/login", json={"username": "admin", "password": "correct horse battery"})
        client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
        await client.post("/v1/logs", content=export(9, 13).SerializeToString(), headers=PROTOBUF)
        assert [each["severity"] for each in await tickets(client)] == ["MEDIUM"]
    await toolbox.close()
