"""Log pairs and a labelled stream from the templates: one template is one problem."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from typing import Any, NamedTuple, Protocol

from evals.unseen.lines import Line, read_templates

VARIATIONS = 4
SAME = ((0, 1), (0, 2), (1, 3), (2, 3))
"""Which variations of a template are paired; only the first pair may be two equal messages."""
NEGATIVES = 60
"""The most pairs of the most similar templates of a system, and the most of any others."""
ALIKE = 0.3
GAP_SECONDS = 20.0
EVENTS = 4_000
HOW_OFTEN = (1, 1, 2, 3, 5, 8, 13)
RESOLVED = 0.03

Row = dict[str, Any]


class Problem(Protocol):
    """One problem of one system, which writes as many reports of it as requested."""

    @property
    def name(self) -> str:
        """Unique over all systems."""

    @property
    def system(self) -> str:
        """The system that writes it."""

    @property
    def words(self) -> frozenset[str]:
        """The words in every report of it."""

    def line(self, draw: Random, seconds: float) -> Line:
        """Return a report with fresh values."""


class Pair(NamedTuple):
    """Two reports of one system; `kind` is pos, neg_hard or neg_random."""

    kind: str
    one: Line
    other: Line


def log_pairs(draw: Random) -> Iterator[Row]:
    """Yield pairs within each system: of one template, of two similar ones, of two others."""
    templates = read_templates()
    for system in dict.fromkeys(template.system for template in templates):
        own: list[Problem] = [template for template in templates if template.system == system]
        for number, (kind, one, other) in enumerate(pairs_of(own, draw)):
            yield {
                "id": f"{system}-{number}",
                "system": system,
                "service": system.lower(),
                "kind": kind,
                "duplicate": kind == "pos",
                "a": {"log": one.raw},
                "b": {"log": other.raw},
            }


def pairs_of(templates: Sequence[Problem], draw: Random) -> Iterator[Pair]:
    """Yield each problem with itself, the most similar problems with each other, and some of the rest."""
    lines = [[each.line(draw, draw.uniform(0, 80_000)) for _ in range(VARIATIONS)] for each in templates]
    for variations in lines:
        for first, second in SAME:
            one, other = variations[first], variations[second]
            if (first, second) == SAME[0] or one.message != other.message:
                yield Pair("pos", one, other)
    pairs = sorted(combinations(range(len(templates)), 2), key=lambda pair: -_overlap(templates, pair))
    alike = [pair for pair in pairs if _overlap(templates, pair) >= ALIKE]
    for a, b in alike[:NEGATIVES]:
        yield Pair("neg_hard", lines[a][0], lines[b][1])
        yield Pair("neg_hard", lines[a][2], lines[b][3])
    others = pairs[len(alike) :]
    for a, b in draw.sample(others, min(NEGATIVES, len(others))):
        yield Pair("neg_random", lines[a][0], lines[b][1])


def _overlap(templates: Sequence[Problem], pair: tuple[int, int]) -> float:
    one, other = (templates[place].words for place in pair)
    return len(one & other) / max(1, len(one | other))


def stream(draw: Random) -> Iterator[Row]:
    """Yield reports of all systems, each template at least once, some often, with a resolve now and then."""
    return stream_of(read_templates(), draw, EVENTS)


def stream_of(templates: Sequence[Problem], draw: Random, events: int) -> Iterator[Row]:
    """Yield a labelled stream of `events` reports."""
    weights = [draw.choice(HOW_OFTEN) for _ in templates]
    order = [*templates, *draw.choices(templates, weights, k=events - len(templates))]
    draw.shuffle(order)
    epochs: dict[str, int] = {}
    live: dict[str, str] = {}
    seconds = 0.0
    for number, template in enumerate(order):
        seconds += draw.expovariate(1 / GAP_SECONDS)
        closed = template.name not in live
        verdict = "existing" if not closed else "regression" if template.name in epochs else "new"
        epochs[template.name] = epochs.get(template.name, -1) + closed
        live[template.name] = f"e{number:05d}"
        incident = f"{template.name}#{epochs[template.name]}"
        yield _report(template, template.line(draw, seconds), seconds, live[template.name], verdict, incident)
        if draw.random() < RESOLVED:
            problem = draw.choice(sorted(live))
            yield {"type": "resolve", "t": seconds, "id": f"r{number:05d}", "group": problem, "ref": live.pop(problem)}


def _report(template: Problem, line: Line, seconds: float, name: str, verdict: str, incident: str) -> Row:
    return {
        "type": "incident",
        "t": seconds,
        "id": name,
        "log": line.raw,
        "message": line.message,
        "service": template.system.lower(),
        "group": template.name,
        "expected": verdict,
        "incident": incident,
    }
