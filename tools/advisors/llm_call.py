"""One call of the language model for metrics: duration, tokens, outcome. It contains none of the text."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from langchain_core.messages import AIMessage

from tools.advisors.llm_errors import outcome_of
from tools.telemetry.model_watch import ModelCall, ModelWatch, Purpose
from tools.telemetry.spans import Attributes, Kind, span

ANSWERED = "answered"


@dataclass(slots=True)
class Counted:
    """The tokens that the service counted, once it has answered."""

    input_tokens: int = 0
    output_tokens: int = 0

    def answered(self, message: AIMessage) -> None:
        """Take the service's own counts, if it sends any."""
        if usage := message.usage_metadata:
            self.input_tokens, self.output_tokens = usage["input_tokens"], usage["output_tokens"]


@contextmanager
def watched_call(watch: ModelWatch, model: str, purpose: Purpose) -> Iterator[Counted]:
    """Enclose one call: report to `watch` how it ended. Exceptions pass through."""
    started, counted, outcome = time.perf_counter(), Counted(), ANSWERED
    asked: Attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": model,
        "incident_responder.purpose": purpose.value,
    }
    with span(f"chat {model}", Kind.CLIENT, asked) as recorded:
        try:
            yield counted
        except BaseException as error:
            outcome = outcome_of(error)
            raise
        finally:
            seconds = time.perf_counter() - started
            watch.called(ModelCall(model, purpose, outcome, seconds, counted.input_tokens, counted.output_tokens))
            if recorded is not None:
                recorded.set("gen_ai.usage.input_tokens", counted.input_tokens)
                recorded.set("gen_ai.usage.output_tokens", counted.output_tokens)
                recorded.set("incident_responder.outcome", outcome)
