"""A recorded request is one span with its route, and within it the agents and the commits; nothing that was sent."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from api.log_lines import HUMAN, ExchangeFilter, JsonLines
from tests.support.application import client_of, running
from tests.support.doubles.tracer import KeptSpan, KeptSpans, tracing_to
from tools.nouns.accounts import Account, Role
from tools.toolbox import Toolbox

SECRET = "s3cr3t-of-the-caller"
REPORT = {"log": f"disk full on {SECRET}", "service": "db"}
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def kept() -> KeptSpans:
    return KeptSpans()


@pytest.fixture
async def traced(toolbox: Toolbox, kept: KeptSpans) -> AsyncIterator[httpx.AsyncClient]:
    """A responder's client of an application that records every trace that begins here."""
    settings = toolbox.settings.model_copy(update={"otel_exporter_otlp_endpoint": "http://127.0.0.1:1"})
    async with running(replace(toolbox, settings=settings, tracing=tracing_to(kept))) as app:
        ann = Account(username="ann", tenant="default", role=Role.RESPONDER, password_hash="-")
        await toolbox.accounts.create_user(ann)
        token = app.state.services.signer.sign(await toolbox.accounts.user("ann"))
        async with client_of(app, Authorization=f"Bearer {token}") as client:
            yield client


def of_requests(kept: KeptSpans) -> list[KeptSpan]:
    return [each for each in kept.spans if "http.request.method" in each.top.attributes]


async def test_a_new_problem_shows_every_agent(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    assert (await traced.post("/incident?graph=false", json=REPORT)).status_code == 200
    paths = [each.path for each in of_requests(kept)]
    assert paths[0] == "POST /incident"
    for agent in ("analyzer", "retriever", "recommender", "publisher"):
        assert f"POST /incident > {agent}" in paths
    assert "POST /incident > analyzer > store commit" in paths
    assert "POST /incident > publisher > store commit" in paths
    assert kept.spans[0].attributes == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.route": "/incident",
    }


async def test_a_known_problem_shows_its_commit(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    await traced.post("/incident", json=REPORT)
    before = len(kept.spans)
    assert (await traced.post("/incident", json=REPORT)).json()["status"] == "existing"
    mine = [each.path for each in kept.spans[before:] if each in of_requests(kept)]
    assert [path for path in mine if path.startswith("POST /incident")][-3:] == [
        "POST /incident",
        "POST /incident > analyzer",
        "POST /incident > analyzer > store commit",
    ]


async def test_no_text_of_a_caller_is_in_any_span(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    await traced.post(f"/incident?token={SECRET}", json=REPORT)
    await traced.post(f"/incident?graph=true&q={SECRET}", json=REPORT)
    await traced.post("/incident", content=f"{SECRET} is no JSON", headers={"X-Request-ID": SECRET})
    await traced.get("/incidents", params={"q": SECRET, "token": SECRET})
    await traced.get(f"/incidents/{SECRET}")
    await traced.post(f"/webhooks/{SECRET}", json={"text": SECRET})
    await traced.request(SECRET, f"/{SECRET}")
    told = str([(each.name, each.attributes, each.failed) for each in kept.spans])
    assert SECRET not in told
    assert "GET /incidents/{incident_id}" in told


async def test_the_caller_s_trace_goes_on(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    await traced.get("/incidents", headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
    [made] = of_requests(kept)
    assert made.remote is not None
    assert (made.trace_id, made.remote.span_id) == (TRACE, int(SPAN, 16))
    await traced.get("/incidents", headers={"traceparent": f"00-{TRACE}-{SPAN}-00"})
    assert len(of_requests(kept)) == 1, "its caller does not record it"


async def test_probes_are_not_recorded(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        await traced.get(path)
    assert of_requests(kept) == []


async def test_the_ticket_names_its_trace(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    for path, body in (
        ("/incident", REPORT),
        ("/api/v2/alerts", [{"labels": {"alertname": "PoolExhausted", "service": "db"}}]),
    ):
        await traced.post(path, json=body, headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
        newest = (await traced.get("/incidents")).json()["incidents"][0]["incident_id"]
        opened = (await traced.get(f"/incidents/{newest}")).json()["timeline"][0]
        assert (opened["kind"], opened["data"]["trace_id"]) == ("opened", TRACE)


async def test_work_that_follows_is_recorded_too(traced: httpx.AsyncClient, kept: KeptSpans) -> None:
    found = (await traced.post("/incident", json=REPORT)).json()
    for _ in range(200):
        if "job notify" in kept.paths():
            break
        await asyncio.sleep(0.05)
    job = next(each for each in kept.spans if each.name == "job notify")
    assert job.attributes["incident_responder.incident_id"] == found["incident_id"]
    assert job.parent is None


async def test_log_lines_name_the_trace(kept: KeptSpans) -> None:
    def line(formatter: logging.Formatter) -> str:
        record = logging.LogRecord("api", logging.INFO, __file__, 1, "a line", None, None)
        ExchangeFilter().filter(record)
        return formatter.format(record)

    with tracing_to(kept).root("root") as root:
        assert root is not None
        assert json.loads(line(JsonLines()))["trace_id"] == root.trace_id
        assert line(logging.Formatter(HUMAN)).endswith(f" a line [trace {root.trace_id}]")
    assert "trace" not in line(JsonLines()) + line(logging.Formatter(HUMAN))
