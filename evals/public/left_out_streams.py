"""Leaves out one system of a stream in turn: a threshold is chosen on the others and judged on the one left out.

Every method keeps services apart, so the events of a system go the same way whatever other systems report.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from evals.public import Table, read_lines
from evals.public.baselines import Drain, has_drain, plain_fingerprint, vectors
from evals.public.lineages import Lineages
from evals.public.scores import shown
from evals.public.streams import Event, Placer, keyed, messages_of, nearest, replay
from evals.stream_score import score_stream

COLUMNS = ("stream", "method", "worst", "median", "best", "thresholds")
COSINES = (0.5, 0.6, 0.7, 0.8, 0.9)
SIMILARITIES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
NOTES = ("B-cubed F1 of the system left out; a threshold is the one that is best on the mean of the others",)

Method = Callable[[float], Placer]
"""Maps a threshold to a function that places events."""
Figures = Mapping[float, Mapping[str, float]]
"""Threshold → system → B-cubed F1."""


def run(data_dir: Path) -> Table:
    """Run all streams of `data_dir/streams` with two or more systems, a row per method; ours has nothing to choose."""
    rows: list[tuple[object, ...]] = []
    for path in sorted((data_dir / "streams").glob("*.jsonl")):
        stream = read_lines(path)
        if len(systems_of(stream)) > 1:
            rows += [(path.stem, name, *_row(figures)) for name, figures in _methods(stream).items()]
    return Table("Streams, one system left out in turn", COLUMNS, tuple(rows), NOTES)


def _methods(stream: Sequence[Event]) -> dict[str, Figures]:
    messages = messages_of(stream)
    known = vectors(list(messages.values()))

    def cosine(threshold: float) -> Placer:
        return nearest(lambda event: (event["service"], known[messages[event["id"]]]), threshold)

    def drained(similarity: float) -> Placer:
        tree = Drain(similarity)
        return lambda event: tree.key(event["service"], messages[event["id"]])

    def always(make: Callable[[], Placer], _: float) -> Placer:
        return make()

    masked = partial(keyed, lambda event: plain_fingerprint(messages[event["id"]]))
    methods: dict[str, tuple[Method, Sequence[float]]] = {
        "cosine": (cosine, COSINES),
        "masked fingerprint": (partial(always, masked), (0.0,)),
    }
    if has_drain():
        methods["drain3"] = (drained, SIMILARITIES)
    methods["ours, as shipped"] = (partial(always, lambda: Lineages().place), (0.0,))
    return {name: {each: by_system(stream, make(each)) for each in grid} for name, (make, grid) in methods.items()}


def systems_of(stream: Sequence[Event]) -> list[str]:
    """Return the services of a stream."""
    return sorted({event["service"] for event in stream if event["type"] == "incident"})


def by_system(stream: Sequence[Event], place: Placer) -> dict[str, float]:
    """Return the B-cubed F1 of each system in one replay."""
    told = replay(stream, place)
    parts = {each: [event for event in stream if event.get("service") == each] for each in systems_of(stream)}
    return {each: score_stream(part, told).bcubed[2] for each, part in parts.items()}


def left_out(figures: Figures) -> tuple[dict[str, float], list[float]]:
    """Return the figure of every system at the threshold that is best on the others, and those thresholds."""
    systems = list(next(iter(figures.values())))
    chosen = {
        system: max(figures, key=lambda each: sum(value for name, value in figures[each].items() if name != system))
        for system in systems
    }
    return {system: figures[chosen[system]][system] for system in systems}, sorted(set(chosen.values()))


def _row(figures: Figures) -> tuple[str, ...]:
    parts, thresholds = left_out(figures)
    values = sorted(parts.values())
    chosen = "-" if len(figures) == 1 else f"{thresholds[0]:.1f}-{thresholds[-1]:.1f}"
    return shown(values[0]), shown(median(values)), shown(values[-1]), chosen
