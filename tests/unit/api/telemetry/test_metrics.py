"""What is counted as it happens, and under which names."""

import asyncio

from api.telemetry.doors import Door, current_door
from api.telemetry.metrics import Metrics
from tools.telemetry.model_watch import Instead, ModelCall, Purpose


def sample(metrics: Metrics, name: str, /, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"incident_responder_{name}", labels)


async def test_verdicts_are_counted_by_kind_and_door() -> None:
    metrics = Metrics()

    async def report(door: Door, status: str, count: int) -> None:
        current_door.set(door)
        await asyncio.sleep(0)
        metrics.reported(status, count)

    await asyncio.gather(report(Door.WEBHOOK, "new", 2), report(Door.QUEUE, "new", 3))
    await asyncio.gather(report(Door.QUEUE, "existing", 4))
    assert sample(metrics, "verdicts_total", kind="new", door="webhook") == 2
    assert sample(metrics, "verdicts_total", kind="new", door="queue") == 3
    assert sample(metrics, "verdicts_total", kind="existing", door="queue") == 4
    assert sample(metrics, "reports_total", status="new") == 5


def test_answers_are_counted_by_route_method_and_status_class() -> None:
    metrics = Metrics()
    for status in (200, 201, 404):
        metrics.answered("/incidents/{incident_id}", "GET", status, 0.1)
    of = {"route": "/incidents/{incident_id}", "method": "GET"}
    assert sample(metrics, "http_requests_total", **of, status="2xx") == 2
    assert sample(metrics, "http_requests_total", **of, status="4xx") == 1
    assert sample(metrics, "http_answers_total", status="2xx") == 2
    assert sample(metrics, "http_seconds_count") == 3


def test_a_breaker_is_in_one_state() -> None:
    metrics = Metrics()
    metrics.show_breakers({"s3": "closed"})
    metrics.show_breakers({"s3": "opened"})
    shown = [sample(metrics, "breaker", name="s3", state=state) for state in ("closed", "half-opened", "opened")]
    assert shown == [0, 0, 1]


def test_the_model_is_counted_with_its_tokens_and_fallbacks() -> None:
    metrics = Metrics()
    metrics.model_use.called(ModelCall("gpt", Purpose.ADVICE, "answered", 1.5, 700, 90))
    metrics.model_use.called(ModelCall("gpt", Purpose.ADVICE, "timeout", 20.0))
    metrics.model_use.did_without(Instead.RUNBOOKS, "unavailable")
    assert sample(metrics, "llm_calls_total", model="gpt", purpose="advice", outcome="answered") == 1
    assert sample(metrics, "llm_tokens_total", model="gpt", direction="input") == 700
    assert sample(metrics, "llm_tokens_total", model="gpt", direction="output") == 90
    assert sample(metrics, "llm_seconds_sum", purpose="advice") == 21.5
    assert sample(metrics, "llm_fallbacks_total", instead="runbooks", reason="unavailable") == 1
