"""The components and caches of one bucket's store, made once and passed around."""

from dataclasses import dataclass
from typing import Self

from tools.nouns.policy import Policy
from tools.ports import Clock
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.problem.alerts import Alerts
from tools.tickets.s3.problem.aliases import Aliases
from tools.tickets.s3.problem.answers import Answers
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.occurrences import Occurrences
from tools.tickets.s3.problem.skeletons import Skeletons
from tools.tickets.s3.recording.early_claims import EarlyClaims
from tools.tickets.s3.recording.journal import Journal
from tools.tickets.shared.sealing import PLAIN, Seal


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything between the port's methods and the bucket. `policy` holds the configured tunables."""

    objects: Objects
    clock: Clock
    policy: Policy
    aliases: Aliases
    heads: Heads
    occurrences: Occurrences
    answers: Answers
    skeletons: Skeletons
    alerts: Alerts
    journal: Journal
    early_claims: EarlyClaims
    seal: Seal

    @classmethod
    def over(cls, objects: Objects, clock: Clock, policy: Policy, seal: Seal = PLAIN) -> Self:
        """Make all parts over one bucket."""
        heads, occurrences = Heads(objects, seal), Occurrences(objects)
        answers, skeletons = Answers(objects, heads, occurrences), Skeletons(objects)
        return cls(
            objects, clock, policy, Aliases(objects), heads, occurrences, answers, skeletons, Alerts(objects),
            Journal(objects, clock), EarlyClaims(), seal,
        )  # fmt: skip


class PortSlice:
    """Some methods of a port, over the parts of one open store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
