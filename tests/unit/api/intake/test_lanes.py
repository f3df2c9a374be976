"""More new problems than the model can take: recorded on their fingerprint, matched later, refused beyond a bound."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.intake.runs import Run, Runs
from api.worker.worker import Worker
from tests.support.application import NOBODY, client_of, open_test_toolbox, running, settings_of
from tests.support.doubles.embedder import WordEmbedder
from tools.nouns.accounts import Account, Role
from tools.nouns.reports import ProfiledReport

FIRST = {"log": "disk sda1 is full on the archive host", "service": "storage"}
SAME = {"log": "disk sda1 is now full on the archive host", "service": "storage"}
OTHER = {"log": "certificate of the gateway has expired", "service": "edge"}


class CrowdedServer:
    """A server whose only place at the model is taken until `release`."""

    def __init__(self, client: httpx.AsyncClient, embedder: WordEmbedder, worker: Worker) -> None:
        self.client, self.embedder, self.worker = client, embedder, worker
        self.first = asyncio.create_task(self.post(FIRST))

    async def post(self, body: dict[str, Any]) -> httpx.Response:
        return await self.client.post("/incident", json=body)

    async def incidents(self) -> int:
        return int((await self.client.get("/incidents")).json()["count"])

    async def release(self) -> None:
        self.embedder.gate.set()
        await self.first
        while await self.worker.sweep():
            pass


@pytest.fixture
async def crowded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A server with one place at the model, which the first report takes; the outbox is worked on when asked."""
    monkeypatch.setattr("api.worker.worker.COUNT_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(Worker, "start", lambda self: None)

    @asynccontextmanager
    async def server(**changes: Any) -> AsyncIterator[CrowdedServer]:
        settings = settings_of(tmp_path, embed_queue=1, advice_wait_seconds=0, **changes)
        embedder, opened = WordEmbedder(), await open_test_toolbox(settings)
        embedder.gate.clear()
        toolbox = replace(opened, embedder=embedder)
        await toolbox.accounts.create_user(NOBODY)
        ann = Account(username="ann", tenant="default", role=Role.RESPONDER, password_hash="-")
        await toolbox.accounts.create_user(ann)
        async with running(toolbox) as app:
            services = app.state.services
            token = services.signer.sign(await toolbox.accounts.user("ann"))
            worker = Worker(toolbox, services.agents, services.intake.pace, services.intake.deferral)
            async with client_of(app, Authorization=f"Bearer {token}") as client:
                built = CrowdedServer(client, embedder, worker)
                await embedder.asked.wait()
                yield built
                embedder.gate.set()
                await built.first
        await opened.close()

    return server


async def test_beyond_the_bound_the_fingerprint_alone_decides(crowded: Callable[..., Any]) -> None:
    async with crowded() as server:
        answer = (await server.post(OTHER)).json()
        assert (answer["status"], "semantic" in answer["pending"]) == ("new", True)
        await server.release()
        later = (await server.client.get(f"/reports/{answer['request_id']}")).json()
        assert (later["pending"], later["advice"] is not None) == ([], True)
        ticket = (await server.client.get(f"/incidents/{answer['incident_id']}")).json()
        assert [each["kind"] for each in ticket["timeline"]].count("advised") == 1
        assert "semantic" not in (await server.first).json()["pending"]


async def test_the_late_match_joins_what_is_one_problem(crowded: Callable[..., Any]) -> None:
    async with crowded() as server:
        answer = (await server.post(SAME)).json()
        await server.release()
        ticket = (await server.client.get(f"/incidents/{answer['incident_id']}")).json()
        assert ticket["merged_into"] or ticket["occurrences"] == 2


async def test_a_known_problem_is_counted_whatever_waits(crowded: Callable[..., Any]) -> None:
    async with crowded(match_backlog=1) as server:
        opened = (await server.post(OTHER)).json()
        again = (await server.post(OTHER)).json()
        assert (again["status"], again["incident_id"]) == ("existing", opened["incident_id"])


async def test_beyond_the_backlog_a_new_problem_is_refused_unwritten(
    crowded: Callable[..., Any],
) -> None:
    async with crowded(match_backlog=1) as server:
        await server.post(OTHER)
        before = await server.incidents()
        refused = await server.post({"log": "queue mail has no consumer left", "service": "mail"})
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/overloaded")
        assert int(refused.headers["retry-after"]) >= 1
        assert await server.incidents() == before
        await server.release()
        assert (await server.post({"log": "queue mail has no consumer left", "service": "mail"})).status_code == 200


async def test_beyond_the_backlog_a_regression_is_still_recorded(crowded: Callable[..., Any]) -> None:
    async with crowded(match_backlog=1) as server:
        opened = (await server.post(OTHER)).json()
        done = {"incident_id": opened["incident_id"], "resolution": "renewed", "resolved_by": "ann"}
        assert (await server.client.post("/resolve", json=done)).status_code == 200
        again = (await server.post(OTHER)).json()
        assert (again["status"], again["regression_of"]) == ("regression", opened["incident_id"])


async def test_beyond_the_backlog_a_batch_counts_what_is_known(
    crowded: Callable[..., Any],
) -> None:
    async with crowded(match_backlog=1) as server:
        await server.post(OTHER)
        new = {"log": "queue mail has no consumer left", "service": "mail"}
        results = (await server.client.post("/incidents/batch", json={"reports": [new, OTHER]})).json()["results"]
        assert [result["status"] for result in results] == ["error", "existing"]
        assert results[0]["problem"]["status"] == 429


async def test_one_new_problem_reported_at_once_costs_one_run(
    crowded: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    started, start = [], Runs.start

    async def counted(self: Runs, profiled: ProfiledReport, *rest: Any) -> Run:
        started.append(profiled.report.request_id)
        return await start(self, profiled, *rest)

    monkeypatch.setattr(Runs, "start", counted)
    async with crowded() as server:
        followers = [asyncio.create_task(server.post(FIRST)) for _ in range(5)]
        server.embedder.gate.set()
        answers = [(await each).json() for each in followers]
        opened = (await server.first).json()
        assert [(each["status"], each["incident_id"]) for each in answers] == [("existing", opened["incident_id"])] * 5
        assert started == [opened["request_id"]]
