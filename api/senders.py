"""Posts a sender's samples to a running server, as that sender would."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.errors import IncidentResponderError
from tools.inbound.registry import SENDERS, Sender, read, sender_named
from tools.inbound.sample import Sample, counts, samples_of
from tools.inbound.signal import Acted, Ignored, Reason, Signals, without_authority

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Played:
    """The result of one sample: what it should cause, what the server answered (None: unknown), and the HTTP status."""

    sample: Sample
    expected: Signals
    answered: dict[str, int] | None
    status: int
    problem: str = ""

    @property
    def right(self) -> bool:
        """True if the server accepted it and answered for the same signals.

        A key without `respond` may only report acts, and a person whom nobody has named may not even do that.
        """
        reported = tuple(without_authority(each) if isinstance(each, Acted) else each for each in self.expected)
        nobody = Ignored(Reason.ACT_NOT_ALLOWED)
        refused = tuple(nobody if isinstance(each, Acted) else each for each in self.expected)
        answers = (counts(self.expected), counts(reported), counts(refused))
        return self.status < 300 and (self.answered is None or self.answered in answers)

    def __str__(self) -> str:
        """One line: whether the answer is right, and what it was."""
        told = ", ".join(f"{count} {kind}" for kind, count in (self.answered or {}).items())
        line = f"{'ok   ' if self.right else 'WRONG'} {self.sample.name}: {self.status} {self.problem or told}".rstrip()
        return line if self.right or self.problem else f"{line} (expected {counts(self.expected)})"


def named_sender(name: str) -> Sender:
    """Return the sender of that name or alias. Raises IncidentResponderError, naming all senders."""
    if found := sender_named(name):
        return found
    raise IncidentResponderError(f"no sender is called {name}; known are {', '.join(SENDERS)}")


def play(sender: Sender, client: "httpx.Client") -> Iterator[Played]:
    """Post every sample of the sender, in order of their names. Raises httpx.TransportError if no server answers."""
    for sample in samples_of(sender.name):
        headers = {"Content-Type": sample.content_type, **sample.headers}
        expected = read(sender, sample.body, now=time.time(), headers=headers).signals
        if sender.name == "sns" and _is_confirmation(expected):
            continue
        reply = client.post(sender.path, content=sample.body, headers=headers)
        yield Played(sample, expected, _counted(reply), reply.status_code, _problem(reply))


def _is_confirmation(signals: Signals) -> bool:
    """True for a subscription's confirmation: only Amazon can sign one, so the server refuses the sample."""
    return all(isinstance(each, Ignored) and each.reason is Reason.SUBSCRIPTION for each in signals)


def _counted(reply: "httpx.Response") -> dict[str, int] | None:
    if "application/json" not in reply.headers.get("content-type", ""):
        return None
    told = reply.json()
    if not isinstance(told.get("counts"), dict):
        return None
    counted = Counter(told["counts"])
    repeated = sum(bool(each.get("reminder")) for each in told.get("signals", ()))
    counted.update(fired=repeated, ignored=-repeated)  # a sample that was played before
    return {kind: count for kind, count in counted.items() if count}


def _problem(reply: "httpx.Response") -> str:
    if reply.status_code < 300:
        return ""
    if "json" in reply.headers.get("content-type", ""):
        return str(reply.json().get("detail", "")) or reply.reason_phrase
    return reply.reason_phrase
