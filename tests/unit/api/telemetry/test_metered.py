"""Answers are counted under the route's template, whatever the path holds."""

import re

import httpx
import pytest

SECRET = "inc_01SECRETSECRETSECRETSECRET"


async def lines(client: httpx.AsyncClient, name: str) -> list[str]:
    told = (await client.get("/metrics")).text.splitlines()
    return [line for line in told if line.startswith(f"incident_responder_{name}{{")]


@pytest.mark.parametrize(
    ("method", "path", "counted"),
    [
        ("POST", "/incident", 'method="POST",route="/incident",status="2xx"'),
        ("GET", f"/incidents/{SECRET}", 'method="GET",route="/incidents/{incident_id}",status="4xx"'),
        ("POST", f"/webhooks/{SECRET}", 'method="POST",route="/webhooks/{sender}",status="4xx"'),
        ("POST", f"/{SECRET}/api/v2/alerts", 'method="POST",route="/{prefix:path}/api/v2/alerts",status="2xx"'),
        ("POST", "/mcp", 'method="POST",route="/mcp",status="4xx"'),
        ("GET", f"/{SECRET}", 'method="GET",route="none",status="4xx"'),
        (SECRET, "/incident", 'method="other",route="/incident",status="4xx"'),
    ],
)
async def test_a_route_is_its_template(responder: httpx.AsyncClient, method: str, path: str, counted: str) -> None:
    body = [] if path.endswith("alerts") else {"log": "disk full", "service": "db"}
    await responder.request(method, path, json=body)
    found = await lines(responder, "http_requests_total")
    assert [line for line in found if counted in line], found
    assert SECRET not in "".join(found)


@pytest.mark.parametrize(
    ("path", "body", "door"),
    [
        ("/incident", {"log": "disk full", "service": "db"}, "incident"),
        ("/incidents/batch", {"reports": [{"log": "disk full", "service": "db"}]}, "batch"),
        ("/webhooks/generic", {"message": "disk full"}, "webhook"),
        ("/api/v2/alerts", [{"labels": {"alertname": "DiskFull"}}], "alerts"),
    ],
)
async def test_a_verdict_names_its_door(responder: httpx.AsyncClient, path: str, body: object, door: str) -> None:
    assert (await responder.post(path, json=body)).status_code == 200
    found = [line for line in await lines(responder, "verdicts_total") if line.endswith(" 1.0")]
    assert [re.findall(r'(\w+)="(\w+)"', line) for line in found] == [[("door", door), ("kind", "new")]]


async def test_signals_are_counted_by_sender(responder: httpx.AsyncClient) -> None:
    alert = {"labels": {"alertname": "DiskFull"}, "startsAt": "2026-01-01T00:00:00Z"}
    for _ in range(2):
        await responder.post("/api/v2/alerts", json=[alert])
    await responder.post("/webhooks/zabbix", content=b"\x00\x01")
    signals = await lines(responder, "signals_total")
    assert 'incident_responder_signals_total{kind="fired",sender="prometheus"} 1.0' in signals
    assert 'incident_responder_signals_total{kind="reminder",sender="prometheus"} 1.0' in signals
    assert await lines(responder, "unreadable_bodies_total") == [
        'incident_responder_unreadable_bodies_total{sender="zabbix"} 1.0'
    ]
