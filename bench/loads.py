"""The reports that are sent: same seeds, same bytes in every run."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench.client import post
from bench.servers import Target
from evals.public import evaluation_data

Report = dict[str, Any]
IDENTICAL: Report = {
    "log": "2026-03-04T10:15:30.123Z ERROR payment-processor "
    "Task timed out after 30.03 seconds while calling the ledger",
    "service": "payment-processor",
}
BATCH = 100
SYLLABLES = [first + rest for first in "bcdfghjklmnprstvz" for rest in ("a", "en", "ir", "o", "um")]


def identical(count: int) -> list[Report]:
    """One problem, again and again."""
    return [IDENTICAL] * count


def templates(count: int, kinds: int = 100) -> list[Report]:
    """`kinds` known problems whose numbers, ids and addresses vary from report to report."""
    chance = random.Random(7)
    sentences = [report["log"] for report in distinct(kinds, seed=11)]
    logs = (f"{log} after {chance.randrange(9999)} ms from 10.0.{chance.randrange(255)}.7" for log in cycle(sentences))
    return [{"log": log, "service": "templates"} for log in islice(logs, count)]


def distinct(count: int, seed: int = 3) -> list[Report]:
    """Problems that share no word but ERROR and failed: about 27 tokens each."""
    chance = random.Random(seed)
    return [
        {"log": f"ERROR {' '.join(_word(chance) for _ in range(6))} failed", "service": "distinct"}
        for _ in range(count)
    ]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3))


def stream_file() -> Path | None:
    """The first public stream of EVALUATION_DATA; None when there is none."""
    folder = evaluation_data("streams")
    return min(folder.glob("stream-*.jsonl"), default=None) if folder else None


def real_stream(path: Path) -> list[Report]:
    """Its reports in order, without the resolves and the labels."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [{"log": line["log"], "service": line["service"]} for line in lines if line["type"] == "incident"]


def singles(target: Target, reports: Iterable[Report]) -> list[bytes]:
    """One request per report."""
    return [post(target.path, json.dumps(report).encode(), target.token) for report in reports]


def batches(target: Target, path: str, reports: Sequence[Report]) -> list[bytes]:
    """One request per hundred reports."""
    bodies = (json.dumps({"reports": part}).encode() for part in _parts(reports))
    return [post(path, body, target.token) for body in bodies]


def alerts(target: Target, reports: Sequence[Report], size: int) -> list[bytes]:
    """The same reports as Alertmanager takes them."""
    bodies = (json.dumps([_alert(report) for report in part]).encode() for part in _parts(reports, size))
    return [post(target.path, body) for body in bodies]


def _alert(report: Report) -> dict[str, Any]:
    return {"labels": {"alertname": "Report", "service": report["service"]}, "annotations": {"summary": report["log"]}}


def _parts(reports: Sequence[Report], size: int = BATCH) -> Iterator[Sequence[Report]]:
    return (reports[start : start + size] for start in range(0, len(reports), size))
