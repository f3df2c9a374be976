"""What notifying people costs reports: a storm with three destinations, one of which hangs, and one with none."""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.server_process import free_port
from bench import loads
from bench.client import Sample
from bench.rows import Row, interleaved
from bench.servers import Target, product
from bench.storms import load

COUNT = 6_000
NEW_EVERY = 50
"""One report in this many is a new problem, which people are told of."""
ROUNDS = 5
ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


async def _serve(port: int, hangs: bool) -> None:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            if hangs:
                await asyncio.sleep(3600)
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(length)
            writer.write(ANSWER)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", port)
    await server.serve_forever()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def _receive(port: int, hangs: bool) -> None:
    asyncio.run(_serve(port, hangs))


@contextmanager
def receivers(home: Path) -> Iterator[Path]:
    """Yield a DESTINATIONS_FILE with two receivers that answer and one that hangs; all of them run meanwhile."""
    spawning, file = multiprocessing.get_context("spawn"), home / "destinations.toml"
    ports = [free_port() for _ in range(3)]
    processes = [spawning.Process(target=_receive, args=(port, port == ports[2]), daemon=True) for port in ports]
    lines = [
        f'[[destination]]\nname = "hook-{number}"\ntype = "webhook"\nurl = "http://127.0.0.1:{port}/"\n'
        "allow_private = true\n"
        for number, port in enumerate(ports)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    for process in processes:
        process.start()
    try:
        yield file
    finally:
        for process in processes:
            process.kill()
            process.join()


def new_ones_among_known(target: Target) -> Callable[[], Sample]:
    """Return a storm of one known problem, in which each round has new problems that people are told of."""
    storms = []
    for number in range(ROUNDS + 1):
        reports, fresh = loads.identical(COUNT), loads.distinct(COUNT // NEW_EVERY, seed=100 + number)
        reports[::NEW_EVERY] = fresh
        storms.append(loads.singles(target, reports))
    load(target, storms[0][:200], 16)()
    rounds = iter(storms[1:])
    return lambda: load(target, next(rounds), 16)()


def people_rows(home: Path, _: Target) -> Iterator[Row]:
    """Run the same storms on two servers, round by round."""
    with (
        receivers(home) as file,
        product(home, "told", settings={"DESTINATIONS_FILE": str(file)}) as told,
        product(home, "untold") as untold,
    ):
        own, bare = interleaved([new_ones_among_known(told), new_ones_among_known(untold)], ROUNDS)
        note = "two destinations answer, one hangs"
        yield Row(
            "storm with destinations, c=16", own.shown, f"none {bare.shown}", own.rate / bare.rate, "≥ 0.95", note
        )
        yield Row("p99 of it", f"{own.p99:.1f} ms", f"none {bare.p99:.1f} ms", own.p99 / bare.p99, "≤ 1.25", note)
