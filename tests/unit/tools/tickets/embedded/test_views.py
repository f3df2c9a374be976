"""Lists begin at the end of an index: no order reads or sorts all tickets for one page."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.support.clock import START
from tests.support.story import Story
from tools.nouns.incidents import IncidentQuery, Sort
from tools.tickets.embedded import EmbeddedStore, views

DETOUR = re.compile(r"^SCAN|TEMP B-TREE")


@pytest.mark.parametrize("sort", Sort)
async def test_no_order_reads_all_tickets(store: EmbeddedStore, story: Story, sort: Sort, tmp_path) -> None:
    for name in ("disk full", "host down", "queue long"):
        await story.report(name)
    asked: list[str] = []
    [file] = tmp_path.rglob("incidents.db")
    with closing(sqlite3.connect(file)) as sql:
        sql.row_factory = sqlite3.Row
        sql.set_trace_callback(asked.append)
        cursor, found = None, set[str]()
        for _ in range(3):
            query = IncidentQuery(sort=sort, limit=1, cursor=cursor)
            page = views.incidents(sql, "default", query, views.At(START, 60.0))
            cursor = page.next_cursor
            found |= {each.incident_id for each in page.items}
        sql.set_trace_callback(None)
        lists = [each for each in asked if "FROM tickets WHERE" in each and "ORDER BY" in each]
        plans = [[row["detail"] for row in sql.execute(f"EXPLAIN QUERY PLAN {each}")] for each in lists]
    assert (len(found), len(plans), cursor) == (3, 3, None)
    assert [step for plan in plans for step in plan if DETOUR.search(step)] == []
