"""A watch over the language model that keeps what it is told."""

from typing_extensions import override

from tools.telemetry.model_watch import Instead, ModelCall, ModelWatch


class Watched(ModelWatch):
    def __init__(self) -> None:
        self.calls: list[ModelCall] = []
        self.without: list[tuple[str, str]] = []

    @override
    def called(self, call: ModelCall) -> None:
        self.calls.append(call)

    @override
    def did_without(self, instead: Instead, reason: str) -> None:
        self.without.append((instead, reason))
