"""The bar chart of reports over time."""

from collections.abc import Sequence
from dataclasses import dataclass

BARS = 60
WIDTH, HEIGHT = 600, 90
"""The size of the chart, in its own units."""
_STEPS = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)


@dataclass(frozen=True, slots=True)
class Bar:
    """The reports of one interval. `begin` is in epoch seconds; the others are positions and sizes in the chart."""

    begin: float
    count: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The chart. `step`: seconds per bar. `most`: the count of the highest bar."""

    bars: tuple[Bar, ...] = ()
    begin: float = 0.0
    end: float = 0.0
    step: float = 1.0
    most: int = 0
    count: int = 0


def rhythm_of(times: Sequence[float]) -> Rhythm:
    """At most BARS bars of a round duration; empty intervals have no bar."""
    if not times:
        return Rhythm()
    first, last = min(times), max(times)
    step = float(next((each for each in _STEPS if (last - first) / each < BARS - 1), (last - first) / (BARS - 2)))
    begin = first // step * step
    counts: dict[int, int] = {}
    for each in times:
        place = int((each - begin) // step)
        counts[place] = counts.get(place, 0) + 1
    most, places = max(counts.values()), max(max(counts) + 1, 12)
    width = WIDTH / places
    bars = tuple(_bar(begin + place * step, counts[place], most, place * width, width) for place in sorted(counts))
    return Rhythm(bars, begin, begin + places * step, step, most, len(times))


def _bar(begin: float, count: int, most: int, left: float, width: float) -> Bar:
    """A bar with a minimum height, so that even one report is visible."""
    height = max(3.0, count / most * HEIGHT)
    return Bar(begin, count, round(left, 2), round(HEIGHT - height, 2), round(max(1.0, width - 1), 2), round(height, 2))
