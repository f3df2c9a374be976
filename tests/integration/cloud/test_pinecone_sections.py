"""Runbook sections in Pinecone: they get there, they are asked, and nothing depends on it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from agents.report import input_of, read_report
from api.acts.incidents import resolve
from evals.case_files import load_cases
from evals.cases import golden_folder
from graph.builder import build_graph, make_agents
from tools.nouns.callers import EVERYTHING, Caller
from tools.nouns.knowledge import SHARED_TENANT, Match, Question
from tools.runbooks.ingest import ingest_shipped, put_document
from tools.runbooks.search import HybridSearch
from tools.settings import Settings
from tools.toolbox import Toolbox, open_toolbox
from tools.vectors.pinecone_sections import runbooks_of

OWN = "# Frobnicator jam\n\n## Meaning\n\nThe frobnicator is jammed.\n\n## Mitigation\n\nKick the frobnicator.\n"
LOGS = [
    (step.body["service"], step.body["log"], step.body.get("labels", {}))
    for case in load_cases(golden_folder())
    if "retrieval" in case.tags
    for step in case.steps
    if step.act == "report"
]


@pytest.fixture
async def toolbox(clouds: dict[str, str], library_known: None, tmp_path: Path) -> AsyncIterator[Toolbox]:
    """All tests of this module share a bucket, into which the first ingests the shipped runbooks."""
    settings = Settings(data_dir=tmp_path)
    opened = await open_toolbox(settings)
    await ingest_shipped(opened.runbooks, opened.background)
    yield opened
    await opened.close()


async def found(search: HybridSearch, service: str, log: str, labels: dict[str, str]) -> list[tuple[Any, ...]]:
    matches = await search.search(Question("acme", service, log, labels), 3)
    return [_known(match) for match in matches]


def _known(match: Match) -> tuple[Any, ...]:
    return match.section.citation, match.matched, pytest.approx(match.score, abs=1e-4)


async def namespaces(pinecone: httpx.AsyncClient) -> dict[str, list[str]]:
    """Visible ids by namespace."""
    return dict((await pinecone.get("namespaces")).json())


async def queries(pinecone: httpx.AsyncClient) -> int:
    return int((await pinecone.get("counts")).json()["/query"])


def batched(names: list[str], size: int) -> Iterator[list[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))


async def until_brought(pinecone: httpx.AsyncClient, tenant: str, least: int, most: int = 10**6) -> list[str]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        ids: list[str] = (await namespaces(pinecone)).get(runbooks_of(tenant), [])
        if least <= len(ids) <= most:
            return ids
        await asyncio.sleep(0.2)
    raise AssertionError(f"the namespace never held between {least} and {most} sections")


@pytest.mark.long
async def test_golden_problems_find_the_same_without_pinecone(toolbox: Toolbox, pinecone: httpx.AsyncClient) -> None:
    assert len(LOGS) >= 60
    alone = HybridSearch(toolbox.runbooks, toolbox.background)
    by_itself = [await found(alone, *each) for each in LOGS]
    at_first = [await found(toolbox.search, *each) for each in LOGS]
    stored = len((await toolbox.runbooks.sections(SHARED_TENANT, 0))[1])
    await until_brought(pinecone, SHARED_TENANT, stored)
    asked = await queries(pinecone)
    when_shown = [await found(toolbox.search, *each) for each in LOGS]
    assert await queries(pinecone) >= asked + 2 * len(LOGS)
    for failing in (503, "hang"):
        await pinecone.put("settings", json={"failing": failing})
        down = [await found(toolbox.search, *each) for each in LOGS[:20]]
        assert down == by_itself[:20]
    assert at_first == by_itself
    assert when_shown == by_itself


async def test_what_pinecone_shows_is_what_counts(toolbox: Toolbox, pinecone: httpx.AsyncClient) -> None:
    """A section whose stored vector is turned round loses the cosine half of its evidence."""
    log = ("db", "FATAL: remaining connection slots are reserved, connection pool exhausted", dict[str, str]())
    [(citation, _, before), *_] = await found(toolbox.search, *log)
    await until_brought(pinecone, SHARED_TENANT, len((await toolbox.runbooks.sections(SHARED_TENANT, 0))[1]))
    space = runbooks_of(SHARED_TENANT)
    async with httpx.AsyncClient(
        base_url=str(pinecone.base_url).replace("/_double/", ""), headers={"Api-Key": "test"}
    ) as data:
        for names in batched((await namespaces(pinecone))[space], 50):
            rows = (await data.get("/vectors/fetch", params={"ids": names, "namespace": space})).json()["vectors"]
            turned = [row | {"values": [-each for each in row["values"]]} for row in rows.values()]
            await data.post("/vectors/upsert", json={"namespace": space, "vectors": turned})
    await asyncio.sleep(2)
    scores = {name: score.expected for name, _, score in await found(toolbox.search, *log)}
    assert scores.get(citation, 0.0) < before.expected - 0.2


async def test_a_tenants_sections_come_change_and_go(toolbox: Toolbox, pinecone: httpx.AsyncClient) -> None:
    async def ask() -> list[tuple[Any, ...]]:
        return await found(toolbox.search, "mill", "frobnicator jam detected", {})

    await put_document(toolbox.runbooks, toolbox.background, "acme", "jam", OWN)
    assert (await ask())[0][0].startswith("jam#")
    first = await until_brought(pinecone, "acme", 3)
    await put_document(toolbox.runbooks, toolbox.background, "acme", "jam", OWN.replace("Kick", "Oil"))
    await ask()
    await asyncio.sleep(2)
    second = await until_brought(pinecone, "acme", len(first), len(first))
    assert len(set(first) - set(second)) == 1
    await toolbox.runbooks.delete_runbook("acme", "jam")
    await ask()
    await until_brought(pinecone, "acme", 0, 0)
    assert not any(citation.startswith("jam#") for citation, *_ in await ask())


async def test_an_outage_while_runbooks_change_is_made_up_for(toolbox: Toolbox, pinecone: httpx.AsyncClient) -> None:
    await pinecone.put("settings", json={"failing": 503})
    await put_document(toolbox.runbooks, toolbox.background, "globex", "jam", OWN)
    question = Question("globex", "mill", "frobnicator jam detected")
    assert (await toolbox.search.search(question, 1))[0].section.runbook_id == "jam"
    await pinecone.put("settings", json={"delay": 0.2})
    deadline = time.monotonic() + 20
    while runbooks_of("globex") not in await namespaces(pinecone) and time.monotonic() < deadline:
        await toolbox.search.search(question, 1)
        await asyncio.sleep(0.2)
    await until_brought(pinecone, "globex", 3)


async def test_past_resolutions_are_there_too(toolbox: Toolbox, pinecone: httpx.AsyncClient) -> None:

    graph = build_graph(make_agents(toolbox).nodes)
    report = read_report({"log": "frobnicator jam detected", "service": "mill"}, "initech", toolbox.clock())
    told = await graph.ainvoke(input_of(report))
    bob = Caller("initech", "bob", EVERYTHING)
    await resolve(toolbox, bob, told["incident_id"], text="Oiled it.")
    await toolbox.search.search(Question("initech", "mill", "frobnicator jam again"), 1)
    await until_brought(pinecone, "initech", 1)
