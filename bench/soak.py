"""`python -m bench.soak SECONDS`: does the server's memory stay flat on constant data? Draws it; exits with 1 if not.

The data are constant because every report repeats a key, which is answered but counts nothing, and all other requests
read or are refused. The first sixth of the time fills caches; from then on memory may change by `MOST_GROWTH`.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import loads
from bench.client import storm
from bench.servers import Target, product

HOUR = 3600.0
MOST_GROWTH = 0.05
WINDOWS = 10
"""Parts of the time after the first sixth, whose medians are compared."""

PROBLEMS, LANES, ROUND_SECONDS = 150, 8, 1.0
WIDTH, HEIGHT = 72, 12


@dataclass(frozen=True, slots=True)
class Reading:
    """The server's memory at one moment."""

    seconds: float
    megabytes: float


def main(seconds: float) -> int:
    """Load the server for `seconds`; return 0 if its memory stayed flat and every answer was the expected one."""
    with tempfile.TemporaryDirectory(prefix="soak-") as home:
        lasting = {"ACCESS_TOKEN_EXPIRE_MINUTES": "1440", "RATE_LIMIT": "off", "ADVICE_WAIT_SECONDS": "0"}
        with product(Path(home), "soak", settings=lasting) as ours:
            readings, statuses = asyncio.run(_soaked(ours, seconds))
    print(picture(readings))
    grown = growth(readings, seconds)
    unexpected = {status: count for status, count in statuses.items() if status not in (200, 422)}
    print(f"{sum(statuses.values())} requests in {seconds:.0f} s: {dict(sorted(statuses.items()))}")
    print(f"memory after the first sixth moved by {grown:.1%} (at most {MOST_GROWTH:.0%})")
    return 1 if grown > MOST_GROWTH or unexpected else 0


def growth(readings: Sequence[Reading], seconds: float) -> float:
    """Return the largest relative difference from the first of the medians of equal windows after the first sixth."""
    start, length = seconds / 6, seconds * 5 / 6 / WINDOWS
    medians = []
    for number in range(WINDOWS):
        window = [r.megabytes for r in readings if start + number * length <= r.seconds < start + (number + 1) * length]
        if window:
            medians.append(statistics.median(window))
    return max((abs(each - medians[0]) / medians[0] for each in medians), default=1.0)


def picture(readings: Sequence[Reading]) -> str:
    """Draw memory over time; a column is the median of its part of the time."""
    end = max(each.seconds for each in readings) or 1.0
    columns: list[list[float]] = [[] for _ in range(WIDTH)]
    for each in readings:
        columns[min(WIDTH - 1, int(each.seconds / end * WIDTH))].append(each.megabytes)
    heights = [statistics.median(column) if column else None for column in columns]
    top = max(each for each in heights if each is not None) * 1.1
    lines = []
    for row in range(HEIGHT, 0, -1):
        marks = "".join("█" if each is not None and each >= top * (row - 0.5) / HEIGHT else " " for each in heights)
        lines.append(f"{top * row / HEIGHT:7.0f} MB |{marks}")
    return "\n".join([*lines, f"{'0':>10} +{'-' * WIDTH} {end:.0f} s"])


async def _soaked(ours: Target, seconds: float) -> tuple[list[Reading], Counter[int]]:
    requests, readings, statuses = _requests(ours), list[Reading](), Counter[int]()
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        sample = await storm(ours.server.port, requests, LANES)
        statuses += sample.statuses
        readings.append(Reading(now, ours.rss_megabytes))
        await asyncio.sleep(max(0.0, ROUND_SECONDS - (time.monotonic() - began - now)))
    return readings, statuses


def _requests(ours: Target) -> list[bytes]:
    """Return a second's worth of requests: repeated reports, lists, searches, and some that are refused."""
    keyed = [
        _sent(ours, "POST", "/incident", json.dumps(report).encode(), f"Idempotency-Key: soak-{number}\r\n")
        for number, report in enumerate(loads.distinct(PROBLEMS))
    ]
    refused = [_sent(ours, "POST", "/incident", b'{"log": "no service"}')] * 10
    search = [_sent(ours, "POST", "/runbooks/search", json.dumps(loads.IDENTICAL).encode())] * 10
    lists = [
        _sent(ours, "GET", path) for path in ("/incidents?limit=50", "/analytics/summary", "/signals", "/keys")
    ] * 5
    return [*keyed, *refused, *search, *lists]


def _sent(ours: Target, method: str, path: str, body: bytes = b"", more: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ours.token}\r\n{more}"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else HOUR))
