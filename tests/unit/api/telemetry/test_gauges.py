"""What is read when Prometheus asks."""

from dataclasses import replace

import httpx
import pytest

from api.telemetry.gauges import gauges
from tests.support.application import SignedIn
from tools.errors import StoreUnavailable, Unavailable
from tools.nouns.redacted import derived
from tools.queue.memory import MemoryQueue
from tools.toolbox import Toolbox


async def shown(toolbox: Toolbox, name: str) -> dict[str, float]:
    """By labels."""
    start = f"incident_responder_{name}"
    told = [line for line in (await gauges(toolbox)).decode().splitlines() if line.startswith(start)]
    return {line.removeprefix(start).rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in told}


async def test_live_tickets_are_shown_by_severity(toolbox: Toolbox, signed_in: SignedIn) -> None:
    responder = await signed_in("responder")
    for text, severity in (("disk full", "CRITICAL"), ("pool exhausted", "CRITICAL"), ("slow query", "LOW")):
        await responder.post("/incident", json={"log": text, "service": "db", "severity": severity})
    ticket = (await responder.get("/incidents")).json()["incidents"][-1]["incident_id"]
    await responder.post(f"/incidents/{ticket}/acknowledge", json={})
    found = await shown(toolbox, "live_tickets")
    assert found['{severity="CRITICAL",status="OPEN"}'] == 1
    assert found['{severity="CRITICAL",status="ACKNOWLEDGED"}'] == 1
    assert found['{severity="LOW",status="OPEN"}'] == 1
    assert found['{severity="HIGH",status="OPEN"}'] == 0, "a severity that nothing has is 0, not missing"


async def test_a_store_that_does_not_answer_is_told(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await shown(toolbox, "store_answers") == {"": 1}

    async def gone() -> None:
        raise StoreUnavailable("the disk is gone")

    monkeypatch.setattr(type(toolbox.store), "backlog", lambda _: gone())
    assert await shown(toolbox, "store_answers") == {"": 0}
    assert await shown(toolbox, "live_tickets") == {}
    assert await shown(toolbox, "workers") == {"": 1}


async def test_the_queue_is_shown_by_state(toolbox: Toolbox) -> None:
    assert await shown(toolbox, "queue_messages") == {}
    queue = MemoryQueue(toolbox.clock)
    await queue.send(derived("a message"), "tenant")
    found = await shown(replace(toolbox, queue=queue), "queue_messages")
    assert found == {'{state="waiting"}': 1, '{state="in_hand"}': 0, '{state="dead"}': 0}


async def test_a_queue_that_does_not_answer_is_left_out(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(_: MemoryQueue) -> None:
        raise Unavailable("sqs does not answer")

    monkeypatch.setattr(MemoryQueue, "state", gone)
    assert await shown(replace(toolbox, queue=MemoryQueue(toolbox.clock)), "queue_messages") == {}


async def test_the_build_and_its_process_are_named(responder: httpx.AsyncClient) -> None:
    told = (await responder.get("/metrics")).text
    assert 'ticket_store="embedded"' in told
    for name in ("process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total"):
        assert f"\n{name} " in told
