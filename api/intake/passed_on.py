"""What AWS hands on without a door of ours: messages of topics and events of buses, to a function or into the queue."""

from collections.abc import Callable, Sequence

import orjson

from api.intake.firings import Source
from api.intake.signals import SignalIntake
from api.intake.taken import Rights, Taken
from tools.inbound.reader import Given
from tools.inbound.registry import SENDERS, read, recognise
from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.callers import Caller, Scope

# What a topic or a rule puts into a queue: its envelope or, raw, the message itself.
_QUEUED = frozenset(("sns", "cloudwatch", "eventbridge"))


def caller_of(sender_name: str) -> Caller:
    """Who may invoke a function or write into its queue is for IAM to say; here it may report, and act on nothing."""
    return Caller(DEFAULT_TENANT, f"aws:{sender_name}", frozenset([Scope.REPORT]))


def sender_of(text: str) -> str | None:
    """The sender whose shape a queue's message has; None for anything that no topic and no rule put there."""
    try:
        name = recognise(orjson.loads(text))
    except orjson.JSONDecodeError:
        return None
    return name if name in _QUEUED else None


class PassedOn:
    """Takes it in as if its sender had posted it. `min_severity` is OpenTelemetry's number, as for `/v1/logs`."""

    def __init__(self, signals: SignalIntake, clock: Callable[[], float], min_severity: int) -> None:
        self._signals = signals
        self._clock = clock
        self._min_severity = min_severity

    async def take(self, body: bytes, sender_name: str) -> Sequence[Taken]:
        """What became of each signal. Raises Overloaded or Unavailable for what has to come again as a whole."""
        now = self._clock()
        given = Given(now, min_severity=self._min_severity)
        headers = {"content-type": "application/json"}
        reading = read(SENDERS[sender_name], body, now=now, headers=headers, given=given)
        source = Source(caller_of(sender_name), reading.sender.name, reading.sender.state_as_of_now, now)
        return await self._signals.take(source, reading.signals, Rights(may_act=False))
