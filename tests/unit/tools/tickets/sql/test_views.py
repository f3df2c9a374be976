"""A page of the list reads few tickets: many begin at the end of an index, few are found by the filter and sorted."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.clock import START
from tests.support.story import Story
from tools.nouns.incidents import IncidentQuery, Sort
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.sql import views

DETOUR = re.compile(r"^SCAN|TEMP B-TREE")


def plans(home: Path, query: IncidentQuery, pages: int) -> tuple[list[list[str]], set[str]]:
    """How SQLite finds each page, step by step, and the ids on all of them."""
    asked: list[str] = []
    found = set[str]()
    [file] = home.rglob("incidents.db")
    with closing(sqlite3.connect(file)) as sql:
        sql.row_factory = sqlite3.Row
        sql.set_trace_callback(asked.append)
        for _ in range(pages):
            page = views.incidents(sql, "default", query, views.At(START, 60.0))
            query = replace(query, cursor=page.next_cursor)
            found |= {each.incident_id for each in page.items}
        sql.set_trace_callback(None)
        lists = [each for each in asked if "FROM tickets WHERE" in each and "ORDER BY" in each]
        return [[row["detail"] for row in sql.execute(f"EXPLAIN QUERY PLAN {each}")] for each in lists], found


@pytest.mark.parametrize("sort", Sort)
async def test_no_order_reads_all_tickets(
    store: EmbeddedStore, story: Story, sort: Sort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FEW_ENOUGH_TO_SORT", 2)
    for name in ("disk full", "host down", "queue long"):
        await story.report(name)
    steps, found = plans(tmp_path, IncidentQuery(sort=sort, limit=1), 3)
    assert (len(found), len(steps)) == (3, 3)
    assert [step for plan in steps for step in plan if DETOUR.search(step)] == []


@pytest.mark.parametrize("service", [None, "shop"])
@pytest.mark.parametrize("sort", [Sort.LAST_SEEN, Sort.SEVERITY, Sort.OCCURRENCES])
async def test_the_few_that_live_are_sorted(
    store: EmbeddedStore, story: Story, sort: Sort, service: str | None, tmp_path: Path
) -> None:
    for name in ("disk full", "host down", "queue long"):
        await story.report(name)
    [plan], _ = plans(tmp_path, IncidentQuery(live=True, sort=sort, service=service), 1)
    indexes = {step.split("INDEX ")[1].split(" ")[0] for step in plan if "INDEX " in step and "tickets" in step}
    assert indexes == {"listing_by_status"}
