"""Alert pairs and runbooks: one alert worded by several monitors, and terse wiki pages with queries for them."""

import re
from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import Any

from evals.public import read_lines
from evals.unseen.lines import HERE

PAGE = """# {title}

## What happens

{text}

## Who to call

The on-call of the platform team. Say in the ticket what you did.
"""

Row = dict[str, Any]


def alert_pairs(draw: Random) -> Iterator[Row]:
    """Yield one alert by two monitors, and as many pairs of the most similar other alerts and of any others."""
    texts = [
        {"alert": row["alert"], "tool": tool, "text": text}
        for row in read_lines(HERE / "alerts.jsonl")
        for tool, text in row["texts"].items()
    ]
    pairs = list(combinations(texts, 2))
    same = [(one, other) for one, other in pairs if one["alert"] == other["alert"]]
    others = sorted((pair for pair in pairs if pair not in same), key=lambda pair: -_overlap(*pair))
    hard, rest = others[: len(same)], others[len(same) :]
    kinds = {"pos": same, "neg_hard": hard, "neg_random": draw.sample(rest, len(same))}
    for kind, chosen in kinds.items():
        for number, (one, other) in enumerate(chosen):
            yield {"id": f"{kind}-{number}", "kind": kind, "duplicate": kind == "pos", "a": one, "b": other}


def _overlap(one: Row, other: Row) -> float:
    ours, theirs = (set(re.findall(r"[a-z]{2,}", each["text"].lower())) for each in (one, other))
    return len(ours & theirs) / len(ours | theirs)


def corpus(_: Random) -> Iterator[Row]:
    """Yield the pages as Markdown."""
    for page in read_lines(HERE / "pages.jsonl"):
        yield {"id": page["title"], "title": page["title"], "text": PAGE.format(**page), "source": "wiki"}


def queries(_: Random) -> Iterator[Row]:
    """Yield texts with which people search for a page."""
    for page in read_lines(HERE / "pages.jsonl"):
        for log in page["queries"]:
            yield {"id": log, "kind": "text", "log": log, "service": "shop", "expected": [page["title"]]}


def nomatch(_: Random) -> Iterator[Row]:
    """Yield texts that match no page."""
    for text in read_lines(HERE / "strangers.jsonl"):
        yield {"id": text["log"], "kind": "unrelated", "log": text["log"], "service": "shop", "expected": []}
