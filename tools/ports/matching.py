"""The ports for matching problems: clock, vectors and adjudicator."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.redacted import Redacted
from tools.nouns.reports import Candidate, Profile


class Clock(Protocol):
    """Epoch seconds, UTC. Injected so that tests can step it."""

    def __call__(self) -> float:
        """The time now."""
        ...


class Embedder(Protocol):
    """Text → unit-length float32 vectors. `identity` names model, revision and precision, which no index mixes."""

    identity: str
    dimension: int

    async def embed(self, texts: Sequence[Redacted]) -> list[bytes]:
        """Vectors in the order of the texts, little-endian float32. Raises Overloaded when the queue is full."""
        ...

    async def prepare(self) -> None:
        """Load the model now, so that the first text need not wait for that."""
        ...


class LoadedEmbedder(Embedder, Protocol):
    """An embedder whose model is here. `background` is the same model for work that no caller waits for."""

    @property
    def background(self) -> Embedder:
        """Embeds when nothing else waits."""
        ...

    def recall(self, text: Redacted) -> bytes | None:
        """The vector of a text that was embedded a moment ago, while many are asked for; None: embed what you need.

        So that a new problem costs one vector instead of two when processor time is short.
        """
        ...

    async def close(self) -> None:
        """Release the model."""
        ...


class VectorIndex(Protocol):
    """Near fingerprints within (tenant, service). Derived data: it can be dropped and rebuilt from the store."""

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """(store sequence seen, candidates best first by raw cosine). The store compares the rows after it itself."""
        ...

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Make a fingerprint findable. The embedded index reads the store's own rows, so there it is a no-op."""
        ...

    async def prepare(self) -> None:
        """Read now what the first search needs."""
        ...

    async def rebuild(self) -> int:
        """Drop everything and rebuild from the store; returns how many vectors."""
        ...


class Adjudicator(Protocol):
    """The ask band's judge."""

    async def same_problem(self, tenant: str, service: str, left: Profile, right: Profile) -> bool | None:
        """True/False, or None when it cannot or may not say (no model, budget spent, time-out, nonsense)."""
        ...
