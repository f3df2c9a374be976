"""`/healthz` while others post the longest bodies that are taken, full of unknown fields: with and without a token."""

import contextlib
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import orjson
import uvloop

from bench.client import Sample, open_loop
from bench.rows import Row
from bench.servers import Target, product

SECONDS, RATE = 10, 100
MOST_MILLISECONDS = 20
LOGIN_BYTES, REPORT_BYTES, BATCH = 16_000, 1_000_000, 1_000
UNKNOWN = 20
"""Unknown fields of each report of a batch."""
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def long_body_rows(home: Path, _: Target) -> Iterator[Row]:
    """Yield the p99 of `/healthz` beside strangers, and beside somebody with a token."""
    with product(home, "long-bodies", settings={"RATE_LIMIT": "off", "NEW_INCIDENT_LIMIT": "off"}) as ours:
        quiet = uvloop.run(open_loop(ours.server.port, [HEALTH] * (RATE * SECONDS), RATE))
        for who, token in (("strangers", ""), ("a responder", ours.token)):
            with posting(ours.server.url, token):
                busy = uvloop.run(open_loop(ours.server.port, [HEALTH] * (RATE * SECONDS), RATE))
            yield Row(
                f"p99 of /healthz beside {who}' longest bodies" if not token else f"the same beside {who}'s batches",
                _shown(busy),
                f"alone {_shown(quiet)}",
                busy.percentile(99) / MOST_MILLISECONDS,
                "≤ 1",
                f"of {MOST_MILLISECONDS} ms",
            )


def _shown(sample: Sample) -> str:
    return f"{sample.percentile(99):.1f} ms{', ERRORS' if sample.errors else ''}"


@contextmanager
def posting(url: str, token: str) -> Iterator[None]:
    """Post from a process of its own, which shares no lock with what measures."""
    poster = multiprocessing.get_context("spawn").Process(target=post_without_end, args=(url, token))
    poster.start()
    try:
        yield
    finally:
        poster.kill()
        poster.join()


def post_without_end(url: str, token: str) -> None:
    """Post the bodies in turn for ever; a refusal may close the connection."""
    if token:
        sent = [("/incidents/batch", batch(number)) for number in range(50)]
    else:
        sent = [("/login", unknown(LOGIN_BYTES)), ("/incident", unknown(REPORT_BYTES))]
        sent.append(("/incidents/batch", unknown(14 * REPORT_BYTES)))
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
        while True:
            for path, body in sent:
                with contextlib.suppress(httpx.HTTPError):
                    client.post(path, content=body)


def unknown(size: int) -> bytes:
    """Return an object of about so many bytes whose fields nobody knows."""
    return orjson.dumps({f"severityy{number:07}": 1 for number in range(size // 21)})


def batch(number: int) -> bytes:
    """Return a batch of different reports of one known problem, each with unknown fields."""
    odd = [{f"severityy{number * BATCH + report}_{field}": 1 for field in range(UNKNOWN)} for report in range(BATCH)]
    return orjson.dumps({"reports": [{"log": "disk is full", "service": "db"} | fields for fields in odd]})
