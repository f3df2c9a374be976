"""Begins traces, or does nothing if tracing is off."""

import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Protocol

from tools.settings import Settings
from tools.telemetry.sampling import Parent, Sampling, parent_of
from tools.telemetry.spans import NOTHING, Attributes, Entered, Kind, Span


class Tracer(Protocol):
    """Creates spans and exports them."""

    def begin(
        self, name: str, kind: Kind, attributes: Attributes, parent: Parent | None, links: Sequence[Parent]
    ) -> Span:
        """Start the first span of this process in a trace."""
        ...


class Tracing:
    """Begins traces. One per process; without a tracer, nothing is traced."""

    def __init__(self, tracer: Tracer | None = None, sampling: Sampling | None = None) -> None:
        self._tracer = tracer
        self._sampling = sampling or Sampling(0.0, heeds_parents=False)

    @property
    def is_on(self) -> bool:
        """False if nothing is ever recorded."""
        return self._tracer is not None

    def root(
        self,
        name: str,
        kind: Kind = Kind.INTERNAL,
        attributes: Attributes | None = None,
        traceparents: Sequence[str | None] = (None,),
    ) -> Entered:
        """The first span of this process in a trace, for `with`; does nothing if the trace is not recorded.

        `traceparents`: those of the requests that the work is for. The first sampled one becomes the parent, the others
        become links.
        """
        if self._tracer is None:
            return NOTHING
        parents = [parent_of(each) for each in traceparents] or [None]
        taken = [each for each in parents if self._sampling.takes(each, random.random())]
        if not taken:
            return NOTHING
        known = [each for each in taken if each is not None]
        parent, links = (known[0], known[1:]) if known else (None, [])
        return Entered(self._tracer.begin(name, kind, attributes or {}, parent, links))


UNTRACED = Tracing()


def open_tracing(settings: Settings, opening: AsyncExitStack) -> Tracing:
    """Trace to OTEL_EXPORTER_OTLP_ENDPOINT, if set. `opening` sends the last spans when everything else is closed."""
    if settings.otel_exporter_otlp_endpoint is None or settings.otel_sdk_disabled:
        return UNTRACED
    from tools.telemetry.exporting import Exporting

    exporting = Exporting.of(settings)
    opening.push_async_callback(exporting.close)
    return Tracing(exporting, Sampling.named(settings.otel_traces_sampler, settings.otel_traces_sampler_arg))
