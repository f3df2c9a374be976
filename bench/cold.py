"""New problems: a real stream on an empty store, all-distinct reports, and an open-loop overload."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import httpx
import uvloop

from bench import loads
from bench.client import Sample, open_loop, storm
from bench.rows import ROUNDS, Row, interleaved, medians, skipped
from bench.servers import Target, cpu_seconds, naive, product
from bench.storms import load
from tools.embeddings.encoder import Encoder
from tools.embeddings.weights import find_weights
from tools.nouns.reports import Report
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of

DISTINCT = 600
NO_WAIT = {"ADVICE_WAIT_SECONDS": "0"}
DRAIN_LIMIT = 300.0
LIBRARY = Path(__file__).resolve().parent.parent / "tools" / "runbooks" / "library"


def stream_rows(home: Path, echo: Target) -> Iterator[Row]:
    """Send the public stream to a fresh store each time, at three concurrencies."""
    path = loads.stream_file()
    if path is None:
        yield skipped("real stream, cold", "no public data: set EVALUATION_DATA")
        return
    reports = loads.real_stream(path)
    cold = {concurrency: medians(list(_fresh(home, reports, concurrency))) for concurrency in (16, 64, 256)}
    [bare] = interleaved([load(echo, loads.singles(echo, reports), 64)])
    yield Row("real stream, cold, c=64", cold[64].shown, f"echo {bare.shown}", cold[64].rate / bare.rate, "≥ 0.35")
    ratio = cold[256].rate / cold[16].rate
    yield Row("real stream, cold, c=256 against c=16", cold[256].shown, cold[16].shown, ratio, "≥ 0.95")


def _fresh(home: Path, reports: Sequence[loads.Report], concurrency: int) -> Iterator[Sample]:
    for turn in range(ROUNDS):
        with product(home, f"cold-{concurrency}-{turn}", settings=NO_WAIT) as ours:
            yield load(ours, loads.singles(ours, reports), concurrency)()


def distinct_rows(home: Path, _: Target) -> Iterator[Row]:
    """Count only finished semantic verdicts; the embedder alone, on one thread, is the ceiling."""
    reports = loads.distinct(DISTINCT)
    with product(home, "distinct", settings=NO_WAIT) as ours:
        sample = uvloop.run(storm(ours.server.port, loads.singles(ours, reports), 16, keep=True))
    finished = sum("semantic" not in json.loads(body)["pending"] for body in sample.bodies)
    rate, alone = finished / sample.seconds, embedder_rate(reports)
    shown = f"{rate:.0f} verdicts/s (p99 {sample.percentile(99):.0f} ms, {sample.errors} errors)"
    yield Row("all distinct, c=16", shown, f"embedder alone {alone:.0f}/s", rate / alone, "≥ 0.9")
    yield from _beside_the_plain_flow(home)


def _beside_the_plain_flow(home: Path) -> Iterator[Row]:
    """Send the same new problems to both in turn, each with its runbooks and advice; also to the plain flow alone.

    The plain flow encodes on all cores at once, we on one, so the processor time of a verdict says more than the rate.
    """
    rounds = [loads.distinct(DISTINCT // ROUNDS, seed=20 + turn) for turn in range(ROUNDS + 1)]
    with product(home, "advised") as ours, naive(home) as bare, naive(home, LIBRARY) as advised:
        targets = (ours, bare, advised)
        for target in targets:
            load(target, loads.singles(target, rounds[0]), 16)()
        spent: list[list[float]] = [[] for _ in targets]
        rates: list[list[float]] = [[] for _ in targets]
        for reports in rounds[1:]:
            for target, cpu, rate in zip(targets, spent, rates, strict=True):
                before = cpu_seconds(target.server.process.pid)
                sample = uvloop.run(storm(target.server.port, loads.singles(target, reports), 16, keep=True))
                done = sum(_is_finished(body) for body in sample.bodies)
                cpu.append(1e3 * (cpu_seconds(target.server.process.pid) - before) / done)
                rate.append(done / sample.seconds)
    mine, bare_flow, advised_flow = ((median(cpu), median(rate)) for cpu, rate in zip(spent, rates, strict=True))
    yield _cheaper("plain flow with runbooks", mine, advised_flow, "≥ 2")
    yield _cheaper("plain flow, verdicts alone", mine, bare_flow)


def _cheaper(name: str, mine: tuple[float, float], other: tuple[float, float], target: str = "") -> Row:
    """Compare milliseconds of CPU, and verdicts per second, with those of another flow."""
    return Row(
        f"all distinct with advice, CPU each, against the {name}",
        f"{mine[0]:.1f} ms, {mine[1]:.0f}/s",
        f"{other[0]:.1f} ms, {other[1]:.0f}/s",
        other[0] / mine[0],
        target,
        f"by the rate {mine[1] / other[1]:.2f}",
    )


def _is_finished(body: bytes) -> bool:
    """True if its answer has the verdict, the runbooks and the advice, as the plain flow's always does."""
    return not {"semantic", "runbooks", "advice"} & {*json.loads(body).get("pending", ())}


def embedder_rate(reports: Sequence[loads.Report]) -> float:
    """Return the encoder's own texts per second: the same masked texts, one by one, on one thread."""
    with tempfile.TemporaryDirectory() as folder:
        precision = Settings(_env_file=None).embeddings_precision
        encoder = Encoder(find_weights(None, Path(folder)), Path(folder), precision)
        texts = [_template(report) for report in reports]
        encoder.vector(encoder.tokens(texts[0]))
        began = time.perf_counter()
        for text in texts:
            encoder.vector(encoder.tokens(text))
        return len(texts) / (time.perf_counter() - began)


def _template(report: loads.Report) -> str:
    return profile_of(Report("req_0", "bench", report["service"], report["log"], 0.0)).template


def overload_rows(home: Path, seconds: float) -> Iterator[Row]:
    """Send twice the new problems that the embedder can process: answers must stay fast, and the backlog must drain."""
    rate = 2 * embedder_rate(loads.distinct(300))
    reports = loads.distinct(int(rate * seconds), seed=5)
    with product(home, "overload", settings=NO_WAIT) as ours:
        sample = uvloop.run(open_loop(ours.server.port, loads.singles(ours, reports), rate))
        answers = [json.loads(body) for body in sample.bodies]
        deferred = [answer["request_id"] for answer in answers if "semantic" in answer["pending"]]
        drained = asyncio.run(_drain(ours, deferred[-1:]))
    refused = sample.statuses[429]
    note = (
        f"{len(deferred)} deferred, {refused} × 429, {sample.errors - refused} other errors; drained in {drained:.0f} s"
    )
    shown = f"p99 {sample.percentile(99):.0f} ms at {sample.rate:.0f} acks/s"
    name = f"open loop, 2 × the embedder for {seconds:.0f} s"
    yield Row(name, shown, "250 ms", sample.percentile(99) / 250, "≤ 1", note)


async def _drain(ours: Target, request_ids: Sequence[str]) -> float:
    """Return the seconds until the last deferred reports are matched."""
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {ours.token}"}
    async with httpx.AsyncClient(base_url=ours.server.url, headers=headers, timeout=30) as client:
        for request_id in request_ids:
            while time.perf_counter() - began < DRAIN_LIMIT:
                answer = await client.get(f"/reports/{request_id}")
                if answer.is_success and "semantic" not in answer.json()["pending"]:
                    break
                await asyncio.sleep(0.25)
    return time.perf_counter() - began
