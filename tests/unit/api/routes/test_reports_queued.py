"""`Prefer: respond-async`: 202 once the redacted text is queued, a verdict later, and none of it twice."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.worker.queued import QueuedIntake
from tests.support.application import SignedIn, running
from tools.errors import Unavailable
from tools.ids import new_request_id
from tools.nouns.redacted import Redacted
from tools.queue.memory import MemoryQueue
from tools.toolbox import Toolbox

REPORT = {"log": "Lambda timeout after 30s for jane.doe@example.com", "service": "payment-processor"}
LATER = {"Prefer": "respond-async"}


@pytest.fixture
def queue(toolbox: Toolbox) -> MemoryQueue:
    return MemoryQueue(toolbox.clock)


@pytest.fixture
async def app(toolbox: Toolbox, queue: MemoryQueue) -> AsyncIterator[FastAPI]:
    """A server whose queue is emptied by somebody else."""
    async with running(replace(toolbox, queue=queue)) as started:
        yield started


async def decide(app: FastAPI, queue: MemoryQueue) -> list[Any]:
    handed = await queue.receive(0)
    outcomes = await QueuedIntake(app.state.services.intake).take([each.text for each in handed])
    await queue.done([each for each, error in zip(handed, outcomes, strict=True) if error is None])
    return outcomes


async def test_accepted_now_and_decided_later(app: FastAPI, queue: MemoryQueue, responder: httpx.AsyncClient) -> None:
    accepted = await responder.post("/incident", json=REPORT, headers=LATER)
    told = accepted.json()
    assert (accepted.status_code, told["status"], set(told)) == (202, "queued", {"status", "request_id"})
    assert accepted.headers["location"] == f"/reports/{told['request_id']}"
    assert accepted.headers["preference-applied"] == "respond-async"
    asked = await responder.get(accepted.headers["location"])
    assert (asked.status_code, asked.json()["type"]) == (404, "/problems/not-decided-yet")
    assert int(asked.headers["retry-after"]) >= 1
    assert (await responder.get("/incidents")).json()["count"] == 0
    assert await decide(app, queue) == [None]
    verdict = (await responder.get(accepted.headers["location"])).json()
    assert (verdict["status"], verdict["request_id"]) == ("new", told["request_id"])
    in_line = (await responder.post("/incident", json=REPORT)).json()
    assert (in_line["status"], in_line["incident_id"]) == ("existing", verdict["incident_id"])


async def test_only_redacted_text_is_queued(queue: MemoryQueue, responder: httpx.AsyncClient) -> None:
    await responder.post("/incident", json=REPORT, headers=LATER)
    [handed] = await queue.receive(0)
    assert "Lambda timeout" in handed.text
    assert "jane.doe" not in handed.text


async def test_a_queued_report_is_decided_as_one_in_line(app: FastAPI, queue: MemoryQueue, responder) -> None:
    """Severity and fingerprint come out the same, whether the text or the body tells the severity."""
    bodies = [
        {"log": "ERROR disk sda1 is full", "service": "storage"},
        {"log": "ERROR disk sda1 is full", "service": "storage", "severity": "LOW"},
        {"log": "queue is slow", "service": "edge", "labels": {"region": "eu"}, "environment": "prod"},
    ]
    for body in bodies:
        in_line = (await responder.post("/incident", json=body)).json()
        queued = (await responder.post("/incident", json=body, headers=LATER)).json()
        assert await decide(app, queue) == [None]
        later = (await responder.get(f"/reports/{queued['request_id']}")).json()
        assert (later["status"], later["incident_id"]) == ("existing", in_line["incident_id"]), body
        assert later["decision"]["method"] == "exact"
        one = await app.state.services.toolbox.store.report("default", in_line["request_id"])
        other = await app.state.services.toolbox.store.report("default", queued["request_id"])
        assert (one.severity, one.labels, one.environment) == (other.severity, other.labels, other.environment)


async def test_a_key_that_was_decided_is_answered_as_then(queue: MemoryQueue, responder: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "alert-7"}
    first = (await responder.post("/incident", json=REPORT, headers=key)).json()
    again = await responder.post("/incident", json=REPORT, headers=key | LATER)
    assert (again.status_code, again.json()["request_id"]) == (200, first["request_id"])
    other = await responder.post("/incident", json=REPORT | {"log": "another"}, headers=key | LATER)
    assert other.status_code == 422
    assert (await queue.state()).waiting == 0


async def test_a_key_queued_twice_counts_once(app: FastAPI, queue: MemoryQueue, responder) -> None:
    key = {"Idempotency-Key": "alert-7"} | LATER
    ids = {(await responder.post("/incident", json=REPORT, headers=key)).json()["request_id"] for _ in range(3)}
    assert len(ids) == 1
    assert await decide(app, queue) == [None] * 3
    [listed] = (await responder.get("/incidents")).json()["incidents"]
    assert listed["occurrences"] == 1


async def test_a_key_queued_with_two_bodies_fails_the_second(app: FastAPI, queue: MemoryQueue, responder) -> None:
    key = {"Idempotency-Key": "alert-7"} | LATER
    await responder.post("/incident", json=REPORT, headers=key)
    await responder.post("/incident", json=REPORT | {"log": "another"}, headers=key)
    assert sorted(error is None for error in await decide(app, queue)) == [False, True]


async def test_ids_that_cannot_be_queued_are_not_found(responder: httpx.AsyncClient, toolbox: Toolbox) -> None:
    old = new_request_id(toolbox.clock() - 15 * 24 * 3600)
    for unknown in ("42", "req_x", old):
        asked = await responder.get(f"/reports/{unknown}")
        assert (asked.status_code, asked.json()["type"]) == (404, "/problems/not-found")


async def test_a_bad_report_is_refused_at_once(queue: MemoryQueue, responder: httpx.AsyncClient) -> None:
    for bad in ({"log": " ", "service": "a"}, {"log": "a"}, {"log": "a" * 70_000, "service": "a"}):
        refused = await responder.post("/incident", json=bad, headers=LATER)
        assert refused.status_code in (413, 422)
    assert (await queue.state()).waiting == 0


async def test_a_queue_that_does_not_answer_accepts_nothing(queue, responder, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(text: Redacted, group: str) -> None:
        raise Unavailable("sqs does not answer")

    monkeypatch.setattr(queue, "send", refuse)
    refused = await responder.post("/incident", json=REPORT, headers=LATER)
    assert refused.status_code == 503
    assert "retry-after" in refused.headers


async def test_whoever_may_not_report_queues_nothing(queue: MemoryQueue, signed_in: SignedIn) -> None:
    viewer = await signed_in("viewer")
    assert (await viewer.post("/incident", json=REPORT, headers=LATER)).status_code == 403
    assert (await queue.state()).waiting == 0
