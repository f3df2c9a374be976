"""Which traces are recorded, by OpenTelemetry's own names of samplers, and how a caller's trace is read. Pure.

It is asked before anything of a span is made: a request that is not recorded costs a look at its headers.
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
    """The span of another process that this one's stands within."""

    trace_id: int
    span_id: int
    sampled: bool


@dataclass(frozen=True, slots=True)
class Sampling:
    """`ratio` of the traces that begin here; those that a caller began by the caller's word, if that is heeded."""

    ratio: float
    heeds_parents: bool

    @classmethod
    def named(cls, sampler: str, ratio: float) -> "Sampling":
        """Of one of SAMPLERS; `ratio` from 0 to 1 matters to those of that name."""
        name = sampler.removeprefix(_PARENT_BASED)
        return cls({"always_on": 1.0, "always_off": 0.0}.get(name, ratio), sampler.startswith(_PARENT_BASED))

    def takes(self, parent: Parent | None, chance: float) -> bool:
        """Whether to record; `chance` is a random number from 0 to below 1, for a trace that begins here."""
        if parent is None:
            return chance < self.ratio
        return parent.sampled if self.heeds_parents else (parent.trace_id & _LOW_BITS) / 2**64 < self.ratio


def parent_of(traceparent: str | None) -> Parent | None:
    """What a `traceparent` says (https://www.w3.org/TR/trace-context/); None for none and for one that is malformed."""
    found = _TRACEPARENT.fullmatch(traceparent.strip()) if traceparent else None
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    if version == "ff" or (version == "00" and more) or not int(trace, 16) or not int(span, 16):
        return None
    return Parent(int(trace, 16), int(span, 16), bool(int(flags, 16) & _SAMPLED))
