"""Decides which traces are recorded, by OpenTelemetry's sampler names, and parses a caller's trace. Pure.

Sampling is decided before a span is created, so a request that is not recorded costs only a look at its headers.
"""

import re
from dataclasses import dataclass

SAMPLERS = (
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
)
_PARENT_BASED = "parentbased_"
_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL)
_SAMPLED = 1
_LOW_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Parent:
    """The remote parent: a span of another process."""

    trace_id: int
    span_id: int
    sampled: bool


@dataclass(frozen=True, slots=True)
class Sampling:
    """Records `ratio` of the traces; for traces from a caller it follows the caller's decision if `heeds_parents`."""

    ratio: float
    heeds_parents: bool

    @classmethod
    def named(cls, sampler: str, ratio: float) -> "Sampling":
        """The sampler with one of the names in SAMPLERS; `ratio` (0 to 1) applies to the ratio samplers."""
        name = sampler.removeprefix(_PARENT_BASED)
        return cls({"always_on": 1.0, "always_off": 0.0}.get(name, ratio), sampler.startswith(_PARENT_BASED))

    def takes(self, parent: Parent | None, chance: float) -> bool:
        """True to record a trace; `chance` is a random number in [0, 1), used for a trace that begins here."""
        if parent is None:
            return chance < self.ratio
        return parent.sampled if self.heeds_parents else (parent.trace_id & _LOW_BITS) / 2**64 < self.ratio


def parent_of(traceparent: str | None) -> Parent | None:
    """Parse a `traceparent` (https://www.w3.org/TR/trace-context/); None if it is missing or malformed."""
    found = _TRACEPARENT.fullmatch(traceparent.strip()) if traceparent else None
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    if version == "ff" or (version == "00" and more) or not int(trace, 16) or not int(span, 16):
        return None
    return Parent(int(trace, 16), int(span, 16), bool(int(flags, 16) & _SAMPLED))
