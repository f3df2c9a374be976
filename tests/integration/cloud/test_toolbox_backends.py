"""The same little story on every combination of backends that keys can choose, opened the way the API opens them."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from agents.report import input_of, read_report
from api.acts.reindex import rebuild
from graph.builder import build_graph, make_agents
from tests.support.clock import ManualClock
from tests.support.servers.process import running
from tests.support.servers.s3_store import credentials, s3_double
from tools.nouns.incidents import Resolution
from tools.settings import Precision, Settings
from tools.toolbox import Toolbox, open_toolbox

STORY = [
    ("Lambda timeout after 30s", "new"),
    ("Lambda timeout 30 seconds", "existing"),
    ("Lambda out of memory after 30s", "new"),
]
BACKENDS = ["embedded", "embedded+pinecone", "s3", "s3+pinecone"]


class PassingClock(ManualClock):
    """A second later whenever it is looked at."""

    def __call__(self) -> float:
        return self.pass_(1)


@pytest.fixture(scope="module")
def cloud() -> Iterator[dict[str, str]]:
    with s3_double() as s3, running("tests.support.servers.pinecone_server") as pinecone:
        yield {"s3": s3, "pinecone": pinecone}


def keys(name: str, cloud: dict[str, str]) -> dict[str, Any]:
    """What a team would set."""
    chosen: dict[str, Any] = {}
    if "s3" in name:
        chosen |= {"s3_bucket": "tickets", "s3_prefix": uuid.uuid4().hex, "aws_endpoint_url": cloud["s3"]}
    if "pinecone" in name:
        chosen |= {"pinecone_api_key": "test-key", "pinecone_host": cloud["pinecone"]}
    return chosen


@asynccontextmanager
async def opened(folder: Path, chosen: dict[str, Any]) -> AsyncIterator[Toolbox]:
    toolbox = await open_toolbox(Settings(data_dir=folder, **chosen), PassingClock())
    try:
        yield toolbox
    finally:
        await toolbox.close()


@pytest.mark.parametrize("name", BACKENDS)
async def test_the_story_has_the_same_verdicts(
    name: str, cloud: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials(monkeypatch)
    tenant = name.replace("+", "-")
    async with opened(tmp_path, keys(name, cloud)) as toolbox:
        graph = build_graph(make_agents(toolbox).nodes)

        async def tell(log: str) -> dict[str, Any]:
            report = read_report({"log": log, "service": "payments"}, tenant, toolbox.clock())
            answer: dict[str, Any] = await graph.ainvoke(input_of(report))
            return answer

        told = [await tell(log) for log, _ in STORY]
        assert [answer["status"] for answer in told] == [verdict for _, verdict in STORY]
        assert told[0]["incident_id"] == told[1]["incident_id"]
        assert all(answer["advice"] for answer in told)
        resolution = Resolution("Raised the memory.", "bob")
        await toolbox.store.resolve(tenant, told[0]["incident_id"], resolution, "bob")
        back = await tell(STORY[0][0])
        assert (back["status"], back["severity"], back["regression_of"]) == (
            "regression",
            "HIGH",
            told[0]["incident_id"],
        )


@pytest.mark.parametrize("name", BACKENDS)
async def test_a_store_keeps_its_precision_until_it_is_reindexed(
    name: str,
    cloud: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    credentials(monkeypatch)
    exact, fast = (
        {"embeddings_precision": precision, **keys(name, cloud)} for precision in (Precision.FP32, Precision.INT8)
    )
    fast["s3_prefix"] = exact["s3_prefix"] = exact.get("s3_prefix", "")
    for settings, used in ((exact, exact), (fast, exact)):
        async with opened(tmp_path, settings) as toolbox:
            assert toolbox.embedder.identity.endswith(f"/{used['embeddings_precision']}")
    assert "so EMBEDDINGS_PRECISION=" in caplog.text
    caplog.clear()
    await rebuild(Settings(data_dir=tmp_path, **fast))
    async with opened(tmp_path, fast) as toolbox:
        assert toolbox.embedder.identity.endswith(f"/{fast['embeddings_precision']}")
    assert "EMBEDDINGS_PRECISION" not in caplog.text
