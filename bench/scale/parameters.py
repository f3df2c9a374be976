"""The assumptions of the simulation, read from parameters.toml, where each value names its source."""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

FILE = Path(__file__).with_name("parameters.toml")
T = TypeVar("T")


class Kind(StrEnum):
    """The kind of a request: S3 limits reads and writes separately, and a search goes to the vector index."""

    READ = "read"
    WRITE = "write"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Load:
    """The reports that arrive; shares are of all reports."""

    reports_per_second: float
    seconds: float
    hottest: float
    problems: int
    new: float
    delivered_twice: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Medians of requests in seconds; `spread` is the standard deviation of their logarithm."""

    read: float
    write: float
    queue: float
    search: float
    spread: float


@dataclass(frozen=True, slots=True)
class S3:
    """What each prefix allows per second."""

    writes: float
    reads: float
    prefixes: int


@dataclass(frozen=True, slots=True)
class Process:
    """A kind of process that decides queued reports, and how many there are at what time."""

    handfuls: int
    messages: int
    window: float
    most: int
    at_once: int
    more_per_second: float
    cold_start: float


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one core."""

    report: float
    request: float
    new: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in the product's own code."""

    threads: int
    flush: int
    attempts: int
    again: float


@dataclass(frozen=True, slots=True)
class Step:
    """Requests that are sent together: `times` per flush, or per report in it."""

    name: str
    kind: Kind
    each: str
    times: int = 1
    head: bool = False
    commit: bool = False

    def requests(self, reports: int) -> int:
        """Return how many there are for a flush of `reports` reports."""
        return self.times * (reports if self.each == "report" else 1)


@dataclass(frozen=True, slots=True)
class Protocol:
    """The steps of a known problem (look, flush), and the additional ones of a new problem."""

    look: tuple[Step, ...]
    flush: tuple[Step, ...]
    new: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """One complete set of parameters."""

    load: Load
    latency: Latency
    s3: S3
    process: Process
    cost: Cost
    limits: Limits
    protocol: Protocol


def read(process: str = "consumer", latency: str = "typical", path: Path = FILE) -> Parameters:
    """Return the set for a kind of process and of latency. Raises ValueError, naming what is missing or unknown."""
    told = tomllib.loads(path.read_text("utf-8"))
    steps = {name: tuple(_step(each) for each in told["protocol"][name]) for name in ("look", "flush", "new")}
    return Parameters(
        _typed(Load, told["load"]),
        _typed(Latency, told["latency"][latency]),
        _typed(S3, told["s3"]),
        _typed(Process, told["process"][process]),
        _typed(Cost, told["cost"]),
        _typed(Limits, told["limits"]),
        Protocol(**steps),
    )


def _step(told: dict[str, Any]) -> Step:
    step = Step(**told | {"kind": Kind(told["kind"])})
    if step.each not in ("flush", "report"):
        raise ValueError(f"parameters.toml: step {step.name!r} is for each {step.each!r}: use flush or report")
    return step


def _typed(kind: type[T], told: dict[str, Any]) -> T:
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    if wrong := names ^ told.keys():
        raise ValueError(f"parameters.toml: {kind.__name__} lacks or does not know {', '.join(sorted(wrong))}")
    return kind(**told)
