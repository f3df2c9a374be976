"""SNS messages and EventBridge events that reach us without HTTP: by invoking a function, or by the queue."""

from collections.abc import Callable, Sequence

import orjson

from api.intake.firings import Source
from api.intake.signal_outcomes import Rights, SignalOutcome
from api.intake.signals import SignalIntake
from tools.inbound.reader import Given
from tools.inbound.registry import SENDERS, read, recognise
from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.callers import Caller, Scope

# What a topic or a rule puts into a queue: an envelope or, with raw delivery, the message itself.
_QUEUED = frozenset(("sns", "cloudwatch", "eventbridge"))


def caller_of(sender_name: str) -> Caller:
    """Return a caller that may report but not act: IAM decides who may invoke the function or write to the queue."""
    return Caller(DEFAULT_TENANT, f"aws:{sender_name}", frozenset([Scope.REPORT]))


def sender_of(text: str) -> str | None:
    """Return the sender of a message from the queue; None if neither a topic nor a rule put it there."""
    try:
        name = recognise(orjson.loads(text))
    except orjson.JSONDecodeError:
        return None
    return name if name in _QUEUED else None


class AwsEvents:
    """Takes events in as if the sender had posted them. `min_severity` is OpenTelemetry's number, as for `/v1/logs`."""

    def __init__(self, signals: SignalIntake, clock: Callable[[], float], min_severity: int) -> None:
        self._signals = signals
        self._clock = clock
        self._min_severity = min_severity

    async def take(self, body: bytes, sender_name: str) -> Sequence[SignalOutcome]:
        """Return the outcome of each signal. Raises Overloaded or Unavailable if the whole body must be sent again."""
        now = self._clock()
        given = Given(now, min_severity=self._min_severity)
        headers = {"content-type": "application/json"}
        reading = read(SENDERS[sender_name], body, now=now, headers=headers, given=given)
        source = Source(caller_of(sender_name), reading.sender.name, reading.sender.state_as_of_now, now)
        return await self._signals.take(source, reading.signals, Rights(may_act=False))
