"""A tracer that keeps its spans."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from tools.telemetry.sampling import Parent, Sampling
from tools.telemetry.spans import Attribute, Attributes, Kind, Span
from tools.telemetry.tracing import Tracer, Tracing


@dataclass(eq=False)
class KeptSpan(Span):
    tracer: "KeptSpans"
    name: str
    kind: Kind
    attributes: dict[str, Attribute]
    parent: "KeptSpan | None" = None
    remote: Parent | None = None
    links: Sequence[Parent] = ()
    failed: str = ""
    ended: bool = False
    number: int = field(default=0)

    @property
    @override
    def trace_id(self) -> str:
        return f"{self.remote.trace_id if self.remote else self.top.number:032x}"

    @property
    @override
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.number:016x}-01"

    @property
    def top(self) -> "KeptSpan":
        return self if self.parent is None else self.parent.top

    @property
    def path(self) -> str:
        """Its name behind those it stands within."""
        return self.name if self.parent is None else f"{self.parent.path} > {self.name}"

    @override
    def child(self, name: str, kind: Kind, attributes: Attributes) -> "KeptSpan":
        return self.tracer.keep(KeptSpan(self.tracer, name, kind, dict(attributes), self))

    @override
    def rename(self, name: str) -> None:
        self.name = name

    @override
    def set(self, name: str, value: Attribute) -> None:
        self.attributes[name] = value

    @override
    def fail(self, kind: str) -> None:
        self.failed = kind

    @override
    def end(self) -> None:
        self.ended = True


class KeptSpans(Tracer):
    def __init__(self) -> None:
        self.spans: list[KeptSpan] = []

    @override
    def begin(
        self, name: str, kind: Kind, attributes: Attributes, parent: Parent | None, links: Sequence[Parent]
    ) -> KeptSpan:
        return self.keep(KeptSpan(self, name, kind, dict(attributes), remote=parent, links=links))

    def keep(self, span: KeptSpan) -> KeptSpan:
        self.spans.append(span)
        span.number = len(self.spans)
        return span

    def paths(self) -> list[str]:
        return [span.path for span in self.spans]


def tracing_to(spans: KeptSpans, ratio: float = 1.0) -> Tracing:
    return Tracing(spans, Sampling.named("parentbased_traceidratio", ratio))
