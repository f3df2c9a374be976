"""Spans by OpenTelemetry's SDK, sent by OTLP over HTTP. The only module that imports it, and only when asked to."""

import asyncio
import threading
from collections.abc import Mapping, Sequence

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.util.re import parse_env_headers

from tools.settings import Settings
from tools.telemetry.sampling import Parent
from tools.telemetry.spans import Attribute, Attributes, Kind, Span
from tools.telemetry.tracing import Tracer

SCOPE = "incident-responder"
LAST_SECONDS = 2.0
"""How long a process that stops waits for the collector to take the last spans."""

_KINDS: Mapping[Kind, SpanKind] = {kind: SpanKind[kind.name] for kind in Kind}
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class RecordedSpan(Span):
    """A span of the SDK."""

    __slots__ = ("_inside", "_span", "_tracer")

    def __init__(self, tracer: trace.Tracer, span: trace.Span) -> None:
        self._tracer = tracer
        self._span = span
        self._inside = trace.set_span_in_context(span, Context())

    @property
    def trace_id(self) -> str:
        """See `Span`."""
        return trace.format_trace_id(self._span.get_span_context().trace_id)

    @property
    def traceparent(self) -> str:
        """See `Span`."""
        here = self._span.get_span_context()
        return f"00-{trace.format_trace_id(here.trace_id)}-{trace.format_span_id(here.span_id)}-01"

    def child(self, name: str, kind: Kind, attributes: Attributes) -> "RecordedSpan":
        """See `Span`."""
        made = self._tracer.start_span(name, context=self._inside, kind=_KINDS[kind], attributes=attributes)
        return RecordedSpan(self._tracer, made)

    def rename(self, name: str) -> None:
        """See `Span`."""
        self._span.update_name(name)

    def set(self, name: str, value: Attribute) -> None:
        """See `Span`."""
        self._span.set_attribute(name, value)

    def fail(self, kind: str) -> None:
        """See `Span`."""
        self._span.set_status(Status(StatusCode.ERROR))
        self._span.set_attribute("error.type", kind)

    def end(self) -> None:
        """See `Span`."""
        self._span.end()


class Exporting(Tracer):
    """Every span that is begun is recorded: what is not to be is never begun. No other library's spans are exported."""

    def __init__(self, exporter: OTLPSpanExporter, resource: Resource) -> None:
        self._exporter = exporter
        self._provider = TracerProvider(sampler=ALWAYS_ON, resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SCOPE)

    @classmethod
    def of(cls, settings: Settings) -> "Exporting":
        """To the settings' collector; the SDK reads its other variables (timeout, certificate) from the environment."""
        endpoint = f"{(settings.otel_exporter_otlp_endpoint or '').rstrip('/')}/v1/traces"
        given = settings.otel_exporter_otlp_headers
        headers = parse_env_headers(given.get_secret_value(), liberal=True) if given is not None else None
        resource = Resource.create({"service.name": settings.otel_service_name})
        return cls(OTLPSpanExporter(endpoint=endpoint, headers=headers), resource)

    def begin(
        self, name: str, kind: Kind, attributes: Attributes, parent: Parent | None, links: Sequence[Parent]
    ) -> RecordedSpan:
        """See `Tracer`."""
        context = Context()
        if parent is not None:
            context = trace.set_span_in_context(NonRecordingSpan(_remote(parent)), context)
        others = [Link(_remote(each)) for each in links]
        made = self._tracer.start_span(name, context, _KINDS[kind], attributes, others)
        return RecordedSpan(self._tracer, made)

    async def close(self) -> None:
        """Send what is left; a collector that does not take it in time does not get it."""
        last = threading.Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        last.start()
        await asyncio.to_thread(last.join, LAST_SECONDS)
        if last.is_alive():
            self._exporter.shutdown()  # type: ignore[no-untyped-call]  # the library leaves it untyped


def _remote(parent: Parent) -> SpanContext:
    return SpanContext(parent.trace_id, parent.span_id, is_remote=True, trace_flags=_SAMPLED)
