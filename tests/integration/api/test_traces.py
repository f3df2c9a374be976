"""A real server sends its traces to a real receiver: nested right, and without a word of what was reported."""

import re
import signal
from pathlib import Path

import httpx

from tests.support.servers.otlp_receiver import collecting
from tests.support.servers.product import log_in, serving

SECRET = "s3cr3t-of-the-caller"
REPORT = {"log": f"disk full on volume {SECRET}", "service": "db"}
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_traces_of_a_life(served_data: Path) -> None:
    with collecting() as collector:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
            "OTEL_EXPORTER_OTLP_HEADERS": "x-collector-key=a%20key",
            "OTEL_TRACES_SAMPLER_ARG": "1",
            "NOTIFY_WEBHOOK_URL": f"{collector.address}/hook",
            "QUEUE_URL": "memory:",
            "LOG_FORMAT": "json",
        }
        with serving(served_data, **settings) as (address, process):
            with log_in(address) as admin:
                admin.get(f"/incidents?token={SECRET}&q={SECRET}")
                opened = admin.post(f"/incident?q={SECRET}", json=REPORT, headers=caller()).json()
                assert admin.post("/incident", json=REPORT).json()["status"] == "existing"
                queued = REPORT | {"log": "connection pool exhausted"}
                accepted = admin.post("/incident", json=queued, headers={"Prefer": "respond-async"} | caller("5"))
                assert accepted.status_code == 202
                assert admin.get("/incidents/inc_unknown").status_code == 404
                timeline = admin.get(f"/incidents/{opened['incident_id']}").json()["timeline"]
            assert timeline[0]["data"]["trace_id"] == TRACE
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        told = (served_data.parent / f"server-{httpx.URL(address).port}.log").read_text("utf-8")
    wanted = {
        "POST /incident",
        "POST /incident > analyzer > store commit",
        "POST /incident > retriever",
        "POST /incident > recommender",
        "POST /incident > publisher > store commit",
        "POST /incident > queue send > queue process > analyzer > store commit",
        "GET /incidents/{incident_id}",
        "job notify > store commit",
    }
    assert wanted <= collector.paths()
    first = next(each for each in collector.spans if each.trace_id == TRACE and each.name == "POST /incident")
    assert (first.attributes["http.route"], first.attributes["http.response.status_code"]) == ("/incident", 200)
    assert {each.trace_id for each in collector.spans if each.name == "queue process"} == {TRACE.replace("4", "5")}
    assert SECRET.encode() not in collector.raw
    assert b"disk full" not in collector.raw
    assert collector.resources[0]["service.name"] == "incident-responder"
    assert {each["x-collector-key"] for each in collector.headers} == {"a key"}
    refused = next(line for line in told.splitlines() if "GET /incidents/inc_unknown 404" in line)
    assert re.search(r'"trace_id":"[0-9a-f]{32}"', refused)


def caller(digit: str = "4") -> dict[str, str]:
    """Somebody who records the trace."""
    return {"traceparent": f"00-{TRACE.replace('4', digit)}-00f067aa0ba902b7-01"}


def test_a_collector_that_is_away_holds_up_nothing(served_data: Path) -> None:
    away = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_SAMPLER_ARG": "1"}
    with serving(served_data, **away) as (address, process):
        with log_in(address) as admin:
            for _ in range(20):
                assert admin.post("/incident", json=REPORT).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
