"""Answers to queries for figures, with incidents and reports apart: each part is cached until its own data changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.nouns.figures import SeverityFigures, Times

Column = npt.NDArray[Any]
Sums = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recurring:
    """A problem that came back: the number of its newest incident inside the range, and how many there are."""

    number: int
    incidents: int
    regressions: int


@dataclass(frozen=True, slots=True)
class Opened:
    """How many incidents and regressions began, by bucket or by service."""

    incidents: Sums
    regressions: Sums


@dataclass(frozen=True, slots=True)
class OfIncidents:
    """Everything about incidents."""

    incidents: int
    regressions: int
    times: Times
    buckets: Opened
    done: Mapping[str, Sums]
    """By kind of end, the count in each bucket."""

    services: Opened
    service_times: Sequence[Times]
    severities: tuple[SeverityFigures, ...]
    recurring: tuple[Recurring, ...]
    slowest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OfReports:
    """Everything about reports."""

    reports: int
    buckets: Sums
    services: Sums
