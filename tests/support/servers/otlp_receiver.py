"""A collector on loopback: takes OTLP traces over HTTP and keeps the spans. Any other POST is taken as a webhook's."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True, slots=True)
class Received:
    """One span as it came."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    attributes: dict[str, str | int | float | bool]
    failed: bool
    links: tuple[str, ...] = ()


@dataclass
class Collector:
    """What came."""

    port: int = 0
    spans: list[Received] = field(default_factory=list)
    resources: list[dict[str, str | int | float | bool]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: bytes = b""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def path(self, span: Received) -> str:
        """Its name behind those it stands within, as far as they came."""
        parent = next((each for each in self.spans if each.span_id == span.parent_id), None)
        return span.name if parent is None else f"{self.path(parent)} > {span.name}"

    def paths(self) -> set[str]:
        return {self.path(span) for span in self.spans}

    def take(self, body: bytes, headers: dict[str, str]) -> None:
        plain = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        request = ExportTraceServiceRequest.FromString(plain)
        self.headers.append(headers)
        self.raw += plain
        for group in request.resource_spans:
            self.resources.append({each.key: _value(each.value) for each in group.resource.attributes})
            for scope in group.scope_spans:
                self.spans += [_received(span) for span in scope.spans]


def _received(span: Span) -> Received:
    return Received(
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.kind,
        {each.key: _value(each.value) for each in span.attributes},
        span.status.code == 2,
        tuple(link.trace_id.hex() for link in span.links),
    )


def _value(value: AnyValue) -> str | int | float | bool:
    found: str | int | float | bool = getattr(value, value.WhichOneof("value") or "string_value")
    return found


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector for as long as the block lasts."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/v1/traces":
                collector.take(body, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    collector.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
