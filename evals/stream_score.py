"""Scores a replay of a stream: verdicts, regressions, split or merged tickets, problems hidden in other tickets.

Gold lines contain `expected`, `incident` (problem and epoch) and `group` (problem); predictions contain `status`,
`incident_id` and `root_id` (the lineage). B-cubed (Bagga and Baldwin 1998) is the mean over events of how pure and how
complete the event's ticket is.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VERDICTS = ("new", "existing", "regression")


@dataclass(frozen=True, slots=True)
class StreamScore:
    """All measures of one replay; shares are 0–1, the rest are counts."""

    events: int
    missing: int
    status_accuracy: float
    precision: Mapping[str, float]
    recall: Mapping[str, float]
    tickets: int
    true_tickets: int
    split: int
    merged: int
    hidden: int
    bcubed: tuple[float, float, float]
    bcubed_lineage: float


def score_stream(gold: Sequence[Mapping[str, Any]], predictions: Iterable[Mapping[str, Any]]) -> StreamScore:
    """Compare predictions with the gold stream; an event without a prediction counts as a ticket of its own."""
    told = {prediction["id"]: prediction for prediction in predictions}
    events = [line for line in gold if line["type"] == "incident"]
    answers = [told.get(event["id"]) or _missing(event) for event in events]
    statuses = Counter((event["expected"], answer["status"]) for event, answer in zip(events, answers, strict=True))
    tickets = [answer["incident_id"] for answer in answers]
    roots = [answer.get("root_id") or answer["incident_id"] for answer in answers]
    groups = [event["group"] for event in events]
    split, merged, hidden = _faults([event["incident"] for event in events], groups, tickets)
    return StreamScore(
        events=len(events),
        missing=sum(event["id"] not in told for event in events),
        status_accuracy=sum(statuses[verdict, verdict] for verdict in VERDICTS) / max(1, len(events)),
        precision={verdict: _share(statuses, verdict, 1) for verdict in VERDICTS},
        recall={verdict: _share(statuses, verdict, 0) for verdict in VERDICTS},
        tickets=len(set(tickets)),
        true_tickets=len({event["incident"] for event in events}),
        split=split,
        merged=merged,
        hidden=hidden,
        bcubed=bcubed([event["incident"] for event in events], tickets),
        bcubed_lineage=bcubed(groups, roots)[2],
    )


def bcubed(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean over events."""
    if not gold:
        return 0.0, 0.0, 0.0
    shares = shares_of_events(gold, predicted)
    precision = sum(pure for pure, _ in shares) / len(gold)
    recall = sum(complete for _, complete in shares) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def shares_of_events(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> list[tuple[float, float]]:
    """Return for each event how much of its ticket is of its problem, and how much of its problem is in its ticket."""
    true_sizes, sizes, shared = Counter(gold), Counter(predicted), Counter(zip(gold, predicted, strict=True))
    return [
        (shared[true, ticket] / sizes[ticket], shared[true, ticket] / true_sizes[true])
        for true, ticket in zip(gold, predicted, strict=True)
    ]


def _missing(event: Mapping[str, Any]) -> dict[str, Any]:
    return {"status": "missing", "incident_id": f"missing-{event['id']}"}


def _share(statuses: Mapping[tuple[str, str], int], verdict: str, side: int) -> float:
    """Among pairs with the verdict on this side (0 expected, 1 said), return the share that has it on both."""
    total = sum(count for pair, count in statuses.items() if pair[side] == verdict)
    return statuses[verdict, verdict] / total if total else 0.0


def _faults(incidents: Sequence[str], groups: Sequence[str], tickets: Sequence[str]) -> tuple[int, int, int]:
    """Return (true tickets split, events in a ticket mostly of another problem, problems without a ticket)."""
    pieces, content = defaultdict(set), defaultdict[str, Counter[str]](Counter)
    for incident, group, ticket in zip(incidents, groups, tickets, strict=True):
        pieces[incident].add(ticket)
        content[ticket][group] += 1
    split = sum(len(parts) > 1 for parts in pieces.values())
    merged = sum(sum(counts.values()) - max(counts.values()) for counts in content.values())
    leaders = {counts.most_common(1)[0][0] for counts in content.values()}
    return split, merged, len(set(groups) - leaders)
