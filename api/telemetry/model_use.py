"""Metrics of the language model: calls, tokens, and fallbacks."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from tools.telemetry.model_watch import Instead, ModelCall

_SECONDS = (0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 60)


class ModelUse:
    """A `ModelWatch` that counts calls."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "incident_responder_llm_calls",
            "Calls of the language model, by outcome",
            ["model", "purpose", "outcome"],
            registry=registry,
        )
        self._tokens = Counter(
            "incident_responder_llm_tokens",
            "Tokens that the language model reported",
            ["model", "direction"],
            registry=registry,
        )
        self._seconds = Histogram(
            "incident_responder_llm_seconds", "Duration of a call", ["purpose"], buckets=_SECONDS, registry=registry
        )
        self._instead = Counter(
            "incident_responder_llm_fallbacks",
            "Fallbacks used instead of the language model's answer, by reason",
            ["instead", "reason"],
            registry=registry,
        )

    def called(self, call: ModelCall) -> None:
        """See `ModelWatch`."""
        self._calls.labels(call.model, call.purpose, call.outcome).inc()
        self._seconds.labels(call.purpose).observe(call.seconds)
        for direction, tokens in (("input", call.input_tokens), ("output", call.output_tokens)):
            if tokens:
                self._tokens.labels(call.model, direction).inc(tokens)

    def did_without(self, instead: Instead, reason: str) -> None:
        """See `ModelWatch`."""
        self._instead.labels(instead, reason).inc()
