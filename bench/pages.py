"""What open pages cost reports, and what a page costs compared with the JSON that it shows."""

import asyncio
import gzip
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.people import ROUNDS, new_ones_among_known
from bench.rows import Row, interleaved
from bench.servers import Target, product
from evals.server import PASSWORD

READERS = 50
LISTED = 30
LARGEST_PAGE = 60_000


async def _read(port: int, token: str, readers: int) -> None:
    async def follow() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        while await reader.read(65_536):
            pass

    await asyncio.gather(*(follow() for _ in range(readers)))


def _readers(port: int, token: str, readers: int) -> None:
    asyncio.run(_read(port, token, readers))


@contextmanager
def followed(target: Target) -> Iterator[None]:
    """Keep READERS pages open, which receive every event."""
    made = (target.server.port, target.token, READERS)
    process = multiprocessing.get_context("spawn").Process(target=_readers, args=made, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def page_rows(home: Path, _: Target) -> Iterator[Row]:
    """Run the same storms on a server with open pages and on one without; then measure the pages themselves."""
    with product(home, "watched") as watched, product(home, "alone") as alone:
        with followed(watched):
            own, bare = interleaved([new_ones_among_known(watched), new_ones_among_known(alone)], ROUNDS)
        note = f"{READERS} readers of /events"
        yield Row("storm with open pages, c=16", own.shown, f"none {bare.shown}", own.rate / bare.rate, "≥ 0.95", note)
        with signed_in(alone) as client:
            for path in ("/ui/", "/ui/?sort=severity", "/ui/analytics", "/ui/deliveries", "/ui/runbooks"):
                spent, size, zipped = timed(client, path, LISTED)
                shown = f"p50 {spent[LISTED // 2]:.1f}, p99 {spent[-1]:.1f} ms"
                least = "≤ 1" if path == "/ui/" else ""
                note = f"{size:,} B, {zipped:,} B compressed"
                yield Row(f"page {path}", shown, "60 kB", size / LARGEST_PAGE, least, note)


@contextmanager
def signed_in(target: Target) -> Iterator[httpx.Client]:
    """Return a client that sends a browser's requests, without the browser."""
    with httpx.Client(base_url=target.server.url, timeout=120) as client:
        client.post("/ui/sign-in", data={"username": "admin", "password": PASSWORD})
        yield client


def timed(client: httpx.Client, path: str, times: int) -> tuple[list[float], int, int]:
    """Return the milliseconds of each call, ascending, and the bytes of the answer, plain and compressed."""
    answers = [client.get(path).raise_for_status() for _ in range(times)]
    body = answers[-1].content
    return sorted(each.elapsed.total_seconds() * 1000 for each in answers), len(body), len(gzip.compress(body, 5))
