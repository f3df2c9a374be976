"""Services, network devices and monitors: what each writes about a problem, as a stream and as pairs of texts.

One line of `services.jsonl` is one problem of one system, with the texts that report it: two texts of one problem are
one ticket, of two problems two. `{>}` in a line ends the header that a shipper removes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from evals.public import read_lines
from evals.unseen.lines import FIRST, HERE, Line, filled, words_of
from evals.unseen.logs import Problem, pairs_of, stream_of

EVENTS = 2_000
END_OF_HEADER = ">"
KINDS = {"pos": "one problem", "neg_hard": "two alike problems", "neg_random": "two problems"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Service:
    """One problem of one system; `kind` says how its texts are written, `name` is unique over all systems."""

    name: str
    system: str
    kind: str
    texts: Sequence[str]

    @property
    def words(self) -> frozenset[str]:
        """The words in every report of the problem."""
        return words_of(self.texts[0])

    def line(self, draw: Random, seconds: float) -> Line:
        """Return one of its texts with fresh values, `seconds` after the first one."""
        moment = FIRST + timedelta(seconds=seconds)
        known = {"epoch": str(int(moment.timestamp())), END_OF_HEADER: "\0"}
        marked = filled(draw.choice(self.texts), draw, known, moment)
        message = "\n".join(line.split("\0")[-1] for line in marked.split("\n"))
        return Line(marked.replace("\0", ""), message)


def read_services() -> list[Service]:
    """Return all problems, in file order."""
    return [
        Service(f"{row['system']}: {row['problem']}", row["system"], row["kind"], row["texts"])
        for row in read_lines(HERE / "services.jsonl")
    ]


def service_stream(draw: Random) -> Iterator[Row]:
    """Yield reports of all services, with resolves in between."""
    return stream_of(read_services(), draw, EVENTS)


def service_pairs(draw: Random) -> Iterator[Row]:
    """Yield pairs within each system, in the format of verdict kinds."""
    services = read_services()
    for system in dict.fromkeys(service.system for service in services):
        own: list[Problem] = [service for service in services if service.system == system]
        for number, pair in enumerate(pairs_of(own, draw)):
            yield {
                "id": f"{system}-{number}",
                "system": system,
                "kind": KINDS[pair.kind],
                "service": system,
                "a": pair.one.raw,
                "b": pair.other.raw,
                "expect": "same" if pair.kind == "pos" else "different",
            }
