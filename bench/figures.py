"""What figures and lists cost over many tickets: a store filled with SQL, queried over HTTP."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import numpy as np

from bench.pages import signed_in, timed
from bench.rows import Row
from bench.servers import Target, product
from tools.tickets.embedded.connection import connect
from tools.tickets.sql.figures.roll_up import roll_up

SERVICES, DAYS = 200, 90
ASKED, LISTED = 200, 30
MOST_SECONDS = 0.150
JSON, PAGE = "/incidents", "/ui/"
LISTS = {
    "newest": "?limit=50",
    "by service": "?limit=50&service=shop-7",
    "by text": "?limit=50&q=7",
    "worst first": "?limit=50&sort=severity",
    "most reports first": "?limit=50&sort=occurrences",
    "last seen first": "?limit=50&sort=last_seen",
}
TICKETS = """
INSERT INTO tickets (seq, id, tenant, lineage, generation, status, severity, service, environment, title, first_seen,
                     last_seen, occurrences, resolved_at, resolved_seq, resolution)
VALUES (?, ?, 'default', ?, 1, ?, ?, ?, 'prod', ?, ?, ?, 1, ?, ?, ?)
"""
OCCURRENCES = """
INSERT INTO occurrences (seq, tenant, request_id, ticket, fingerprint, received_at, event_at)
SELECT seq, tenant, 'req_' || id, id, id, first_seen, first_seen FROM tickets
"""
ACKNOWLEDGED = """
INSERT INTO events (tenant, ticket, at, kind, actor, data)
SELECT tenant, id, first_seen + (seq * 7919 % 100000) / 10.0, 'acknowledged', 'user:ann', '{}' FROM tickets
WHERE seq % 2 = 0
"""
FIXED = '{"kind": "fixed", "text": "restarted it", "by": "ann", "at": %r, "release": null}'


def figure_rows(home: Path, _: Target, size: int) -> Iterator[Row]:
    """Measure figures of 90 days, and the first page of the list as HTML and as JSON."""
    with product(home, "figures"):
        pass
    _fill(home / "figures" / "incidents.db", size)
    with product(home, "figures") as ours:
        headers = {"Authorization": f"Bearer {ours.token}"}
        with httpx.Client(base_url=ours.server.url, headers=headers, timeout=120) as client:
            since = time.strftime("%Y-%m-%d", time.gmtime(time.time() - DAYS * 86_400))
            path = f"/analytics/summary?from={since}&tz=Europe/Berlin"
            first = _timed(client, path, 1)[0]
            spent = _timed(client, path, ASKED)
            p99 = spent[int(len(spent) * 0.99) - 1]
            shown = f"p50 {spent[len(spent) // 2] * 1000:.0f}, p99 {p99 * 1000:.0f} ms"
            yield Row(
                f"figures of {DAYS} days at {size:,} tickets", shown, "150 ms", p99 / MOST_SECONDS, "≤ 1",
                f"the first question of the process {first:.1f} s",
            )  # fmt: skip
            yield _while_incidents_change(client, path, size, ours)
        with signed_in(ours) as browser, httpx.Client(base_url=ours.server.url, headers=headers, timeout=120) as client:
            for name, asked in LISTS.items():
                bare = timed(client, JSON + asked, LISTED)[0]
                own = timed(browser, PAGE + asked, LISTED)[0]
                half = LISTED // 2
                yield Row(
                    f"list of {size:,} tickets, {name}, as a page", f"p50 {own[half]:.1f}, p99 {own[-1]:.1f} ms",
                    f"JSON p50 {bare[half]:.1f}, p99 {bare[-1]:.1f} ms", own[half] / bare[half], "≤ 2",
                )  # fmt: skip


def _while_incidents_change(client: httpx.Client, path: str, size: int, ours: Target) -> Row:
    """Acknowledge an incident before each query, so that no answer can come from a cache."""
    spent, cpu = [], 0.0
    for number in range(4, 4 * (ASKED + 1), 4):
        client.post(f"/incidents/inc_{number:026}/acknowledge").raise_for_status()
        began = ours.cpu_seconds
        spent.append(_timed(client, path, 1)[0])
        cpu += ours.cpu_seconds - began
    spent.sort()
    p99 = spent[int(len(spent) * 0.99) - 1]
    shown = f"p50 {spent[len(spent) // 2] * 1000:.0f}, p99 {p99 * 1000:.0f} ms"
    measure, note = f"the same, an incident changed before each, {size:,}", f"{cpu / ASKED * 1000:.0f} ms of CPU each"
    return Row(measure, shown, "150 ms", p99 / MOST_SECONDS, "≤ 1", note)


def _fill(database: Path, size: int) -> None:
    """Insert tickets over 90 days, three quarters of them resolved, half of them acknowledged."""
    chance, now = np.random.default_rng(7), time.time()
    seen = np.sort(now - chance.uniform(0, DAYS * 86_400, size))
    took = np.exp(chance.normal(8, 1.5, size))
    with closing(connect(database)) as sql:
        sql.begin_write()
        for start in range(0, size, 50_000):
            sql.executemany(TICKETS, _rows(start, min(size, start + 50_000), seen, took))
        sql.execute(OCCURRENCES)
        sql.execute(ACKNOWLEDGED)
        sql.execute("UPDATE sequence SET n = ?", (3 * size,))
        roll_up(sql)
        sql.execute("COMMIT")


def _rows(start: int, end: int, seen: np.ndarray, took: np.ndarray) -> Iterator[tuple[object, ...]]:
    for number in range(start + 1, end + 1):
        at, ticket = float(seen[number - 1]), f"inc_{number:026}"
        fixed = at + float(took[number - 1]) if number % 4 else None
        status, said = ("OPEN", None) if fixed is None else ("RESOLVED", FIXED % fixed)
        service = f"shop-{number % SERVICES}"
        title = f"module {number} of the shop failed"
        yield (number, ticket, ticket, status, 1 + number % 4, service, title, at, at, fixed, fixed and number, said)


def _timed(client: httpx.Client, path: str, times: int) -> list[float]:
    """Return the seconds of each call, ascending."""
    return sorted(_seconds(lambda: client.get(path).raise_for_status()) for _ in range(times))


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
