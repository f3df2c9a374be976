"""The reports to send: same seeds, same bytes in every run."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench.client import post
from bench.servers import Target
from evals.public import evaluation_data

Report = dict[str, Any]
Alert = dict[str, Any]
IDENTICAL: Report = {
    "log": "2026-03-04T10:15:30.123Z ERROR payment-processor "
    "Task timed out after 30.03 seconds while calling the ledger",
    "service": "payment-processor",
}
BATCH = 100
SYLLABLES = [first + rest for first in "bcdfghjklmnprstvz" for rest in ("a", "en", "ir", "o", "um")]


def identical(count: int) -> list[Report]:
    """Return one problem, again and again."""
    return [IDENTICAL] * count


def templates(count: int, kinds: int = 100) -> list[Report]:
    """Return `kinds` known problems whose numbers, ids and addresses vary from report to report."""
    chance = random.Random(7)
    sentences = [report["log"] for report in distinct(kinds, seed=11)]
    logs = (f"{log} after {chance.randrange(9999)} ms from 10.0.{chance.randrange(255)}.7" for log in cycle(sentences))
    return [{"log": log, "service": "templates"} for log in islice(logs, count)]


def distinct(count: int, seed: int = 3) -> list[Report]:
    """Return problems that share no words except ERROR and failed: about 27 tokens each."""
    chance = random.Random(seed)
    return [
        {"log": f"ERROR {' '.join(_word(chance) for _ in range(6))} failed", "service": "distinct"}
        for _ in range(count)
    ]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3))


def stream_file() -> Path | None:
    """Return the first public stream of EVALUATION_DATA; None if there is none."""
    folder = evaluation_data("streams")
    return min(folder.glob("stream-*.jsonl"), default=None) if folder else None


def real_stream(path: Path) -> list[Report]:
    """Return a stream's reports in order, without resolves and labels."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [{"log": line["log"], "service": line["service"]} for line in lines if line["type"] == "incident"]


def singles(target: Target, reports: Iterable[Report]) -> list[bytes]:
    """Return one request per report."""
    return [post(target.path, json.dumps(report).encode(), target.token) for report in reports]


def batches(target: Target, path: str, reports: Sequence[Report]) -> list[bytes]:
    """Return one request per hundred reports."""
    bodies = (json.dumps({"reports": part}).encode() for part in _parts(reports))
    return [post(path, body, target.token) for body in bodies]


def alerts(target: Target, reports: Sequence[Report], size: int) -> list[bytes]:
    """Return the same reports in Alertmanager's format."""
    bodies = (json.dumps([_alert(report) for report in part]).encode() for part in _parts(reports, size))
    return [post(target.path, body) for body in bodies]


def _alert(report: Report) -> dict[str, Any]:
    return {"labels": {"alertname": "Report", "service": report["service"]}, "annotations": {"summary": report["log"]}}


def fired_alerts(count: int) -> list[Alert]:
    """Return alerts as Prometheus rules write them: ten problems, each on several instances."""
    sentences = [report["log"] for report in distinct(10, seed=23)]
    return [_fired(number, sentences[number % len(sentences)]) for number in range(count)]


def _fired(number: int, sentence: str) -> Alert:
    labels = {
        "alertname": f"Problem{number % 10}", "service": f"shop-{number % 10}", "severity": "warning", "cluster": "eu",
        "namespace": "shop", "pod": f"shop-{number % 10}-{number:05d}", "container": "shop", "prometheus": "k8s",
    }  # fmt: skip
    annotations = {
        "summary": sentence,
        "description": f"Pod {labels['pod']}: {sentence} for more than 5 minutes",
        "runbook_url": f"https://runbooks.example.org/{labels['alertname']}",
    }
    return {
        "status": "firing",
        "labels": labels,
        "annotations": annotations,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": f"https://prometheus.example.org/graph?g0.expr=up&g0.tab={number}",
        "fingerprint": f"{number:016x}",
    }


def group(alerts: Sequence[Alert], start: int) -> Alert:
    """Return the alerts in one Alertmanager body; `start` (epoch seconds) is when they began to fire."""
    since = datetime.fromtimestamp(start, UTC).isoformat().replace("+00:00", ".123Z")
    return {
        "version": "4",
        "groupKey": "{}:{}",
        "status": "firing",
        "receiver": "responder",
        "truncatedAlerts": 0,
        "groupLabels": {},
        "commonLabels": {"severity": "warning"},
        "commonAnnotations": {},
        "externalURL": "https://alertmanager.example.org",
        "alerts": [alert | {"startsAt": since} for alert in alerts],
    }


def report_of(alert: Alert) -> Report:
    """Return the same alert as a report."""
    labels, told = alert["labels"], alert["annotations"]
    log = f"{labels['alertname']}: {told['summary']}\n{told['description']}"
    return {"log": log, "service": labels["service"], "environment": labels["cluster"], "labels": labels}


def export_of(reports: Iterable[Report]) -> Alert:
    """Return the reports as log records of one service."""
    records = [
        {"timeUnixNano": str(1_790_000_000_000_000_000 + number), "severityNumber": 17,
         "body": {"stringValue": report["log"]}}
        for number, report in enumerate(reports)
    ]  # fmt: skip
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "templates"}}]}
    return {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": records}]}]}


def _parts(reports: Sequence[Report], size: int = BATCH) -> Iterator[Sequence[Report]]:
    return (reports[start : start + size] for start in range(0, len(reports), size))
