"""Alerts as senders post them, against the same alerts as reports: webhooks of a hundred, their repeats, OTLP logs."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx

from bench import loads
from bench.client import Sample, post
from bench.rows import Row, interleaved
from bench.servers import Target, cpu_seconds, product
from bench.storms import load
from bench.versus import served

BODIES, LOG_BODIES, RECORDS, SINGLES = 40, 6, 1_000, 2_000
LANES = 4
FIRST_START = 1_790_000_000
SETTLE_SECONDS = 60.0


class Webhooks:
    """The loads. Every firing body has new start times, so that each of its alerts is an occurrence."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._start = FIRST_START
        self._alerts = loads.fired_alerts(loads.BATCH)

    def firing(self) -> list[bytes]:
        """Return known alerts that fire again."""
        first, self._start = self._start + 1, self._start + BODIES
        return [self._body(start) for start in range(first, self._start + 1)]

    def repeated(self) -> list[bytes]:
        """Return the newest firings, repeated."""
        return [self._body(self._start)] * BODIES

    def as_reports(self) -> list[bytes]:
        """Return the same alerts as a batch."""
        body = json.dumps({"reports": [loads.report_of(alert) for alert in self._alerts]}).encode()
        return [post("/incidents/batch", body, self._target.token)] * BODIES

    def _body(self, start: int) -> bytes:
        return post("/webhooks/alertmanager", json.dumps(loads.group(self._alerts, start)).encode(), self._target.token)


class Spent:
    """A load that reports processor time, as the median of its rounds: wall time says little on a shared machine."""

    def __init__(self, target: Target, made: Callable[[], Sequence[bytes]], size: int) -> None:
        self._target, self._made, self._size = target, made, size
        self._rounds: list[float] = []

    def __call__(self) -> Sample:
        """Run one round."""
        requests, before = self._made(), cpu_seconds(self._target.server.process.pid)
        sample = load(self._target, requests, LANES)()
        spent = cpu_seconds(self._target.server.process.pid) - before
        self._rounds.append(1e6 * spent / (len(sample.latencies) * self._size))
        return sample

    @property
    def microseconds(self) -> float:
        """The server's processor time per alert, report or record."""
        return median(self._rounds)


def webhook_rows(home: Path, _: Target, other: Path | None = None) -> Iterator[Row]:
    """Compare with the batch route in one run, and with another build that gets the alerts one by one."""
    with ExitStack() as servers:
        ours = servers.enter_context(product(home, "webhooks"))
        sent = Webhooks(ours)
        loads_of = [Spent(ours, made, loads.BATCH) for made in (sent.firing, sent.as_reports, sent.repeated)]
        for each in (sent.firing()[:1], sent.as_reports()[:1], sent.repeated()[:1]):
            load(ours, each, 1)()
        _settle(ours)
        measured = interleaved(loads_of)
        told = zip(measured, loads_of, strict=True)
        firing, batch, repeated = ((each.rate * loads.BATCH, spent) for each, spent in told)
        yield _against("webhook of 100 known alerts, c=4", firing, "batch of the same", batch, "≥ 0.7")
        reminder, occurrence = repeated[1].microseconds, firing[1].microseconds
        name = "processor time of a reminder, webhooks of 100"
        yield Row(name, f"{reminder:.0f} µs", f"occurrence {occurrence:.0f} µs", reminder / occurrence, "≤ 0.5")
        yield from _logs(ours)
        if other is not None:
            theirs = servers.enter_context(served(other, home))
            yield _one_by_one(loads_of[0], theirs)


def _settle(ours: Target) -> None:
    """Wait until the tickets opened by the first alerts have advice, which is not part of the measurement."""
    deadline = time.monotonic() + SETTLE_SECONDS
    with httpx.Client(base_url=ours.server.url, headers={"Authorization": f"Bearer {ours.token}"}) as client:
        while time.monotonic() < deadline:
            listed = client.get("/incidents", params={"limit": loads.BATCH}).raise_for_status().json()["incidents"]
            if not any(each["pending"] for each in listed):
                return
            time.sleep(0.5)


def _logs(ours: Target) -> Iterator[Row]:
    records = loads.templates(RECORDS)
    logs = [post("/v1/logs", json.dumps(loads.export_of(records)).encode(), ours.token)] * LOG_BODIES
    batch = [post("/incidents/batch", json.dumps({"reports": records}).encode(), ours.token)] * LOG_BODIES
    load(ours, [logs[0], batch[0]], 1)()
    own, reference = Spent(ours, lambda: logs, RECORDS), Spent(ours, lambda: batch, RECORDS)
    mine, other = interleaved([own, reference])
    name = "OTLP bodies of 1,000 records, c=4"
    yield _against(name, (mine.rate * RECORDS, own), "batches of the same", (other.rate * RECORDS, reference), "≥ 0.6")


def _one_by_one(firing: Spent, theirs: Target) -> Row:
    requests = loads.singles(
        theirs, [*map(loads.report_of, loads.fired_alerts(loads.BATCH))] * (SINGLES // loads.BATCH)
    )
    load(theirs, requests[: loads.BATCH], 4)()
    single = Spent(theirs, lambda: requests, 1)
    own, other = interleaved([firing, single])
    name = "webhook of 100, against the other build one by one, c=4"
    return _against(name, (own.rate * loads.BATCH, firing), "one by one", (other.rate, single), "≥ 2")


def _against(name: str, own: tuple[float, Spent], what: str, other: tuple[float, Spent], target: str) -> Row:
    (rate, spent), (other_rate, other_spent) = own, other
    cpu = f"CPU each {spent.microseconds:.0f} against {other_spent.microseconds:.0f} µs"
    return Row(name, f"{rate:,.0f}/s", f"{what} {other_rate:,.0f}/s", rate / other_rate, target, cpu)
