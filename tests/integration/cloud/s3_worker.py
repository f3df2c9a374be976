"""One process of many: sends identical or paired reports to the S3 store and prints what was acknowledged as JSON."""

import asyncio
import json
import sys
import time

import numpy as np

from tests.support.story import judge_by_cosine, near
from tools.errors import Unavailable
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules import choices
from tools.settings import Settings
from tools.tickets.s3 import S3Store

ATTEMPTS = 50


async def send(store: S3Store, request_id: str, text: str, candidates: Candidates) -> Recorded:
    """One report, tried again as a client would after a 503."""
    report = Report(request_id, "default", "api", text, received_at=time.time())
    for _ in range(ATTEMPTS):
        try:
            return await store.record(report, Profile(text, 1, text, text), candidates)
        except Unavailable:
            await asyncio.sleep(0.1)
    raise AssertionError(f"{request_id} was never accepted")


def embedding(number: int, name: str) -> bytes:
    """A pair's two vectors have a cosine of about 0.99; those of different pairs are nearly orthogonal."""
    base = np.random.default_rng(number).normal(size=384)
    noise = np.random.default_rng([number, len(name), ord(name[0])]).normal(size=384)
    mixed = base + 0.1 * noise
    return (mixed / np.linalg.norm(mixed)).astype("<f4").tobytes()


async def main(address: str, prefix: str, name: str, story: str, count: int, workers: int) -> None:
    """`story` is `identical` or `pairs`."""
    choices.judge = judge_by_cosine
    settings = Settings(s3_bucket="tickets", s3_prefix=prefix, aws_endpoint_url=address)
    store = await S3Store.open(settings, time.time)
    numbers = iter(range(count))
    acked: list[dict[str, str]] = []

    async def work() -> None:
        for number in numbers:
            text = "disk full" if story == "identical" else f"pair-{number} {name}"
            found = near() if story == "identical" else Candidates(0, embedding(number, name))
            answer = await send(store, f"req_{name}_{number}", text, found)
            acked.append({"request_id": answer.request_id, "incident_id": answer.incident_id})

    await asyncio.gather(*(work() for _ in range(workers)))
    await store.close()
    sys.stdout.write(json.dumps(acked))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5], *map(int, sys.argv[5:7])))
