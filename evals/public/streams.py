"""Replays of real log streams: ours against baselines; every method ends at the newest ticket of its lineage."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from evals.public import Table, read_lines
from evals.public.baselines import DRAINS, Drain, has_drain, headless, plain_fingerprint, vectors
from evals.public.intervals import Array, interval
from evals.public.lineages import Lineages
from evals.public.scores import shown, spread
from evals.stream_score import score_stream, shares_of_events

THRESHOLD = 0.7
COLUMNS = (
    "method",
    "status acc",
    "new recall",
    "regression P / R",
    "B-cubed F1",
    "95 %",
    "tickets / true",
    "split",
    "merged",
    "hidden",
    "B-cubed F1 by system, worst-best",
)

Event = Mapping[str, Any]
Placer = Callable[[Event], str]


def run(data_dir: Path) -> Table:
    """Run all streams of `data_dir/streams`, one row per method; the last row is the product's policy."""
    rows: list[tuple[object, ...]] = []
    for path in sorted((data_dir / "streams").glob("*.jsonl")):
        stream = read_lines(path)
        rows += [_row(f"{path.stem}: {name}", stream, predict()) for name, predict in _methods(stream)]
    return Table("Log streams", COLUMNS, tuple(rows), ("merged = events in a ticket of another problem",))


def replay(stream: Sequence[Event], place: Placer) -> list[dict[str, str]]:
    """Place every event in a lineage; after a resolve, the next event is a regression and opens a new ticket."""
    tickets: dict[str, str] = {}
    where: dict[str, str] = {}
    resolved: set[str] = set()
    told: list[dict[str, str]] = []
    for event in stream:
        if event["type"] == "resolve":
            resolved.add(where[event["ref"]])
            continue
        root = place(event)
        head = tickets.get(root)
        status = "new" if head is None else "regression" if head in resolved else "existing"
        ticket = tickets[root] = head if head and status == "existing" else event["id"]
        where[event["id"]] = ticket
        told.append({"id": event["id"], "status": status, "incident_id": ticket, "root_id": root})
    return told


def _methods(stream: Sequence[Event]) -> list[tuple[str, Callable[[], list[dict[str, str]]]]]:
    messages = messages_of(stream)
    known = vectors([event["log"] for event in stream if event["type"] == "incident"] + list(messages.values()))
    scoped = nearest(lambda event: (event["service"], known[messages[event["id"]]]))
    return [
        ("cosine > 0.7 on the raw line, best match wins", lambda: _best_match_wins(stream, known)),
        ("cosine > 0.7, header removed, per service, newest of lineage", lambda: replay(stream, scoped)),
        ("masked fingerprint", lambda: replay(stream, keyed(lambda event: plain_fingerprint(messages[event["id"]])))),
        *((f"drain3 {near}", partial(_drained, near, stream, messages)) for near in (DRAINS if has_drain() else ())),
        ("ours, fingerprint only", lambda: replay(stream, Lineages(rules=False).place)),
        *_alone(stream),
        ("ours", lambda: replay(stream, Lineages().place)),
    ]


def messages_of(stream: Sequence[Event]) -> dict[str, str]:
    """Map event ids to lines without headers, as baselines see them."""
    return {event["id"]: headless(event["log"]) for event in stream if event["type"] == "incident"}


def _alone(stream: Sequence[Event]) -> list[tuple[str, Callable[[], list[dict[str, str]]]]]:
    """Return the row of a stream whose events also contain their message without the header."""
    if not any("message" in event for event in stream):
        return []
    return [("ours, messages alone", lambda: replay(_bare(stream), Lineages().place))]


def _bare(stream: Sequence[Event]) -> list[Event]:
    """Return the same stream as a structured shipper sends it: the message without the header."""
    return [{**event, "log": event.get("message", event.get("log"))} for event in stream]


def _drained(similarity: float, stream: Sequence[Event], messages: Mapping[str, str]) -> list[dict[str, str]]:
    tree = Drain(similarity)
    return replay(stream, lambda event: tree.key(event["service"], messages[event["id"]]))


def keyed(key: Callable[[Event], str]) -> Placer:
    """Return a placer with one lineage per key of a service."""
    return lambda event: f"{event['service']}/{key(event)}"


def nearest(describe: Callable[[Event], tuple[str, Any]], threshold: float = THRESHOLD) -> Placer:
    """Return a placer that chooses the lineage whose first message is nearest by cosine, if near enough."""
    seen: dict[str, list[tuple[str, Any]]] = {}

    def place(event: Event) -> str:
        scope, vector = describe(event)
        firsts = seen.setdefault(scope, [])
        scores = np.stack([other for _, other in firsts]) @ vector if firsts else np.zeros(1)
        if firsts and scores.max() > threshold:
            return firsts[int(scores.argmax())][0]
        firsts.append((str(event["id"]), vector))
        return str(event["id"])

    return place


def _best_match_wins(stream: Sequence[Event], known: Mapping[str, Any]) -> list[dict[str, str]]:
    """Replay the naive flow: every ticket ever opened is a candidate, and a resolved best match means regression."""
    tickets: list[str] = []
    matrix: list[Any] = []
    where: dict[str, str] = {}
    resolved: set[str] = set()
    told: list[dict[str, str]] = []
    for event in stream:
        if event["type"] == "resolve":
            resolved.add(where[event["ref"]])
            continue
        scores = np.stack(matrix) @ known[event["log"]] if matrix else np.zeros(1)
        found = tickets[int(scores.argmax())] if matrix and scores.max() > THRESHOLD else None
        status = "new" if found is None else "regression" if found in resolved else "existing"
        ticket = found if found and status == "existing" else event["id"]
        if ticket == event["id"]:
            tickets.append(ticket)
            matrix.append(known[event["log"]])
        where[event["id"]] = ticket
        told.append({"id": event["id"], "status": status, "incident_id": ticket})
    return told


def _row(name: str, stream: Sequence[Event], told: Sequence[Mapping[str, str]]) -> tuple[object, ...]:
    score = score_stream(stream, told)
    services = sorted({event["service"] for event in stream if event["type"] == "incident"})
    parts = [score_stream([event for event in stream if event.get("service") == each], told) for each in services]
    return (
        name,
        shown(score.status_accuracy),
        shown(score.recall["new"]),
        f"{shown(score.precision['regression'])} / {shown(score.recall['regression'])}",
        f"{score.bcubed[2]:.4f}",
        _interval(stream, told),
        f"{score.tickets} / {score.true_tickets}",
        score.split,
        score.merged,
        score.hidden,
        spread([part.bcubed[2] for part in parts]),
    )


def _interval(stream: Sequence[Event], told: Sequence[Mapping[str, str]]) -> str:
    """Return the interval of B-cubed F1 over the problems: a problem is drawn again with all its events."""
    events = [event for event in stream if event["type"] == "incident"]
    tickets = {answer["id"]: answer["incident_id"] for answer in told}
    incidents = [event["incident"] for event in events]
    shares = shares_of_events(incidents, [tickets[event["id"]] for event in events])
    problems: dict[str, list[float]] = {}
    for event, (precision, recall) in zip(events, shares, strict=True):
        sums = problems.setdefault(event["group"], [0.0, 0.0, 0.0])
        problems[event["group"]] = [sums[0] + precision, sums[1] + recall, sums[2] + 1]
    low, high = interval(list(problems.values()), _bcubed)
    return f"{shown(low)}-{shown(high)}"


def _bcubed(sums: Array) -> Array:
    precision, recall = sums[:, 0] / sums[:, 2], sums[:, 1] / sums[:, 2]
    return 2 * precision * recall / (precision + recall)
