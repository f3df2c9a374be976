"""The parts of one open store, made once and handed around."""

from dataclasses import dataclass
from typing import Self

from tools.nouns.policy import Policy
from tools.ports import Clock
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.problem.aliases import Aliases
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.occurrences import Occurrences
from tools.tickets.s3.recording.answering import Answering
from tools.tickets.s3.recording.claims import Claims, Journal
from tools.tickets.s3.recording.learning import Skeletons
from tools.tickets.s3.recording.recorder import Recorder
from tools.tickets.s3.recording.semantic import Searching
from tools.tickets.s3.recording.vectors import RecentVectors
from tools.tickets.s3.regrouping.grouping import Grouping
from tools.tickets.s3.regrouping.merging import Merging


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything stateless between the port's methods and the bucket."""

    objects: Objects
    clock: Clock
    policy: Policy
    aliases: Aliases
    heads: Heads
    occurrences: Occurrences
    vectors: RecentVectors
    claims: Claims
    journal: Journal
    recorder: Recorder
    searching: Searching
    merging: Merging
    answering: Answering
    grouping: Grouping
    skeletons: Skeletons

    @classmethod
    def over(cls, objects: Objects, clock: Clock, policy: Policy) -> Self:
        """All parts over one bucket."""
        aliases, heads, occurrences = Aliases(objects), Heads(objects), Occurrences(objects)
        vectors, merging = RecentVectors(objects), Merging(objects, aliases, heads, clock, policy)
        claims, journal = Claims(objects, occurrences), Journal(objects, occurrences)
        return cls(
            objects=objects,
            clock=clock,
            policy=policy,
            aliases=aliases,
            heads=heads,
            occurrences=occurrences,
            vectors=vectors,
            claims=claims,
            journal=journal,
            recorder=Recorder(heads, occurrences, claims, journal, clock),
            searching=Searching(aliases, heads, vectors, clock),
            merging=merging,
            answering=Answering(objects, heads, occurrences),
            grouping=Grouping(heads, occurrences),
            skeletons=Skeletons(objects, aliases, heads, merging),
        )


class PortSlice:
    """Some methods of a port, over the parts of one open store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
