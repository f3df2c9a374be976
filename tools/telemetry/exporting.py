"""Exports spans with OpenTelemetry's SDK, by OTLP over HTTP. Only this module imports the SDK, if tracing is on."""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.util.re import parse_env_headers

from tools.settings import Settings
from tools.telemetry.sampling import Parent
from tools.telemetry.spans import Attribute, Attributes, Kind, Span
from tools.telemetry.tracing import Tracer

SCOPE = InstrumentationScope("incident-responder")
LAST_SECONDS = 2.0
"""How long a stopping process waits for the collector to accept the last spans."""

_KINDS: Mapping[Kind, SpanKind] = {kind: SpanKind[kind.name] for kind in Kind}
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class RecordedSpan(Span):
    """A span that is exported at its end. The SDK's own class costs six times as much, for features we do not need."""

    __slots__ = ("_attributes", "_began", "_context", "_exporting", "_failed", "_kind", "_links", "_name", "_parent")

    def __init__(
        self,
        exporting: "Exporting",
        name: str,
        kind: Kind,
        attributes: Attributes,
        parent: SpanContext | None,
        links: Sequence[Link] = (),
    ) -> None:
        self._exporting = exporting
        self._name = name
        self._kind = kind
        self._attributes = dict(attributes)
        self._parent = parent
        self._links = links
        self._failed = False
        trace_id = exporting.ids.generate_trace_id() if parent is None else parent.trace_id
        self._context = SpanContext(trace_id, exporting.ids.generate_span_id(), is_remote=False, trace_flags=_SAMPLED)
        self._began = time.time_ns()

    @property
    def trace_id(self) -> str:
        """See `Span`."""
        return trace.format_trace_id(self._context.trace_id)

    @property
    def traceparent(self) -> str:
        """See `Span`."""
        return f"00-{self.trace_id}-{trace.format_span_id(self._context.span_id)}-01"

    def child(self, name: str, kind: Kind, attributes: Attributes) -> "RecordedSpan":
        """See `Span`."""
        return RecordedSpan(self._exporting, name, kind, attributes, self._context)

    def rename(self, name: str) -> None:
        """See `Span`."""
        self._name = name

    def set(self, name: str, value: Attribute) -> None:
        """See `Span`."""
        self._attributes[name] = value

    def fail(self, kind: str) -> None:
        """See `Span`."""
        self._failed = True
        self._attributes["error.type"] = kind

    def end(self) -> None:
        """See `Span`."""
        self._exporting.keep(
            ReadableSpan(
                name=self._name,
                context=self._context,
                parent=self._parent,
                resource=self._exporting.resource,
                attributes=self._attributes,
                links=self._links,
                kind=_KINDS[self._kind],
                instrumentation_scope=SCOPE,
                status=Status(StatusCode.ERROR if self._failed else StatusCode.UNSET),
                start_time=self._began,
                end_time=time.time_ns(),
            )
        )


class Exporting(Tracer):
    """Sends every span that is begun: sampling was decided before. It includes no spans of other libraries."""

    def __init__(self, exporter: OTLPSpanExporter, resource: Resource) -> None:
        self.ids = RandomIdGenerator()
        self.resource = resource
        self._exporter = exporter
        self._waiting = BatchSpanProcessor(exporter)
        self.keep = self._waiting.on_end

    @classmethod
    def of(cls, settings: Settings) -> "Exporting":
        """Export to the configured collector; the SDK reads its other variables (timeout, certificate) itself."""
        endpoint = f"{(settings.otel_exporter_otlp_endpoint or '').rstrip('/')}/v1/traces"
        given = settings.otel_exporter_otlp_headers
        headers = parse_env_headers(given.get_secret_value(), liberal=True) if given is not None else None
        resource = Resource.create({"service.name": settings.otel_service_name})
        return cls(OTLPSpanExporter(endpoint=endpoint, headers=headers), resource)

    def begin(
        self, name: str, kind: Kind, attributes: Attributes, parent: Parent | None, links: Sequence[Parent]
    ) -> RecordedSpan:
        """See `Tracer`."""
        others = [Link(_remote(each)) for each in links]
        return RecordedSpan(self, name, kind, attributes, None if parent is None else _remote(parent), others)

    async def close(self) -> None:
        """Send the remaining spans; what the collector does not accept within LAST_SECONDS is lost."""
        last = threading.Thread(target=self._waiting.shutdown, name="last spans", daemon=True)
        last.start()
        await asyncio.to_thread(last.join, LAST_SECONDS)
        if last.is_alive():
            self._exporter.shutdown()  # type: ignore[no-untyped-call]  # the library leaves it untyped


def _remote(parent: Parent) -> SpanContext:
    return SpanContext(parent.trace_id, parent.span_id, is_remote=True, trace_flags=_SAMPLED)
