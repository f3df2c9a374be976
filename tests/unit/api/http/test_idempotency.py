"""Idempotency-Key: the same request again happens once, also at the same moment."""

import asyncio

import httpx
import pytest

REPORT = {"log": "no space left on device", "service": "db", "labels": {"host": "a"}}
KEY = {"Idempotency-Key": "order-66"}


async def test_a_report_is_counted_once_per_key(responder: httpx.AsyncClient) -> None:
    answers = [(await responder.post("/incident", json=REPORT, headers=KEY)).json() for _ in range(3)]
    assert {answer["status"] for answer in answers} == {"new"}
    assert len({answer["request_id"] for answer in answers}) == 1
    assert {answer["occurrences"] for answer in answers} == {1}
    other = await responder.post("/incident", json=REPORT, headers={"Idempotency-Key": "order-67"})
    assert other.json()["occurrences"] == 2


@pytest.mark.parametrize(
    "change",
    [{"log": "no space left on disk"}, {"service": "web"}, {"labels": {}}, {"severity": "HIGH"}, {"release": "2"},
     {"environment": "test"}, {"source": "b"}, {"occurred_at": "2026-01-01T00:00:00Z"}],
)  # fmt: skip
async def test_a_key_with_another_body_is_refused(responder: httpx.AsyncClient, change: dict[str, object]) -> None:
    await responder.post("/incident", json=REPORT, headers=KEY)
    answer = await responder.post("/incident", json=REPORT | change, headers=KEY)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]


async def test_twenty_at_once_are_one(responder: httpx.AsyncClient) -> None:
    sent = [responder.post("/incident", json=REPORT, headers=KEY) for _ in range(20)]
    answers = [answer.json() for answer in await asyncio.gather(*sent)]
    assert len({answer["incident_id"] for answer in answers}) == 1
    incident = (await responder.get(f"/incidents/{answers[0]['incident_id']}")).json()
    assert incident["occurrences"] == 1


async def test_a_comment_is_written_once_per_key(responder: httpx.AsyncClient) -> None:
    incident = (await responder.post("/incident", json=REPORT)).json()["incident_id"]
    path = f"/incidents/{incident}/comments"
    first = await responder.post(path, json={"text": "on it"}, headers=KEY)
    assert (await responder.post(path, json={"text": "on it"}, headers=KEY)).json() == first.json()
    assert (await responder.post(path, json={"text": "else"}, headers=KEY)).status_code == 422
    timeline = (await responder.get(f"/incidents/{incident}")).json()["timeline"]
    assert [event["kind"] for event in timeline].count("comment") == 1


async def test_the_key_of_an_act_is_kept_as_a_digest(responder: httpx.AsyncClient, toolbox, monkeypatch) -> None:
    incident = (await responder.post("/incident", json=REPORT)).json()["incident_id"]
    kept: list[str] = []
    begin = type(toolbox.idempotency).begin

    async def noted(store: object, *parts: str) -> object:
        kept.extend(parts)
        return await begin(store, *parts)

    monkeypatch.setattr(type(toolbox.idempotency), "begin", noted)
    await responder.post(f"/incidents/{incident}/comments", json={"text": "on it"}, headers=KEY)
    assert kept
    assert not any(KEY["Idempotency-Key"] in part for part in kept)


async def test_a_failure_is_not_kept(responder: httpx.AsyncClient) -> None:
    closing = {"incident_id": "inc_unknown", "resolution": "x", "resolved_by": "a"}
    for _ in range(2):
        assert (await responder.post("/resolve", json=closing, headers=KEY)).status_code == 404


async def test_a_request_in_flight_is_a_conflict(responder: httpx.AsyncClient, toolbox, monkeypatch) -> None:
    incident = (await responder.post("/incident", json=REPORT)).json()["incident_id"]
    entered, release = asyncio.Event(), asyncio.Event()
    comment = type(toolbox.store).comment

    async def slow(self: object, *given: object) -> object:
        entered.set()
        await release.wait()
        return await comment(self, *given)

    monkeypatch.setattr(type(toolbox.store), "comment", slow)
    path = f"/incidents/{incident}/comments"
    first = asyncio.create_task(responder.post(path, json={"text": "x"}, headers=KEY))
    await entered.wait()
    assert (await responder.post(path, json={"text": "x"}, headers=KEY)).status_code == 409
    release.set()
    assert (await first).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
async def test_a_key_must_be_short_and_visible(responder: httpx.AsyncClient, key: str) -> None:
    answer = await responder.post("/incident", json=REPORT, headers={"Idempotency-Key": key})
    assert answer.status_code == 422


async def test_a_batch_answers_in_order_and_is_safe_to_repeat(responder: httpx.AsyncClient) -> None:
    reports = [
        REPORT | {"idempotency_key": "1"},
        {"log": "", "service": "db"},
        "not a report",
        REPORT | {"idempotency_key": "2"},
        {"log": "x" * 70_000, "service": "db"},
        {"log": "certificate expired", "service": "edge", "idempotency_key": "3"},
    ]
    first = (await responder.post("/incidents/batch", json={"reports": reports})).json()
    assert [item["status"] for item in first["results"]] == ["new", "error", "error", "existing", "error", "new"]
    problems = [item["problem"]["status"] for item in first["results"] if item["status"] == "error"]
    assert problems == [422, 422, 413]
    again = (await responder.post("/incidents/batch", json={"reports": reports})).json()
    kept = [item.get("request_id") for item in first["results"]]
    assert [item.get("request_id") for item in again["results"]] == kept
    counts = [item["occurrences"] for item in (await responder.get("/incidents")).json()["incidents"]]
    assert sorted(counts) == [1, 2]


async def test_one_key_covers_a_batch(responder: httpx.AsyncClient) -> None:
    for _ in range(2):
        await responder.post("/incidents/batch", json={"reports": [REPORT] * 3}, headers=KEY)
    (incident,) = (await responder.get("/incidents")).json()["incidents"]
    assert incident["occurrences"] == 3
