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
    """Text → unit-length float32 vectors. `identity` names model, revision and precision; no index mixes identities."""

    identity: str
    dimension: int

    async def embed(self, texts: Sequence[Redacted]) -> list[bytes]:
        """The vectors of the texts, in order, little-endian float32. Raises Overloaded if the queue is full."""
        ...

    async def prepare(self) -> None:
        """Load the model now, so that the first text does not wait for it."""
        ...


class LoadedEmbedder(Embedder, Protocol):
    """An embedder with a local model. `background` is the same model for work that no caller waits for."""

    @property
    def background(self) -> Embedder:
        """An embedder that works only while no other text is waiting."""
        ...

    def recall(self, text: Redacted) -> bytes | None:
        """The vector of a recently embedded text, while the embedder is busy; None: embed the text again.

        It saves a new problem its second embedding when CPU time is short.
        """
        ...

    async def close(self) -> None:
        """Release the model."""
        ...


class VectorIndex(Protocol):
    """Finds near fingerprints within (tenant, service). Derived data: it can be dropped and rebuilt from the store."""

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """(store sequence covered, candidates, best raw cosine first). The store itself compares later rows."""
        ...

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Make a fingerprint findable. The embedded index reads the store's own rows, so there it is a no-op."""
        ...

    async def prepare(self) -> None:
        """Load what the first search needs."""
        ...

    async def rebuild(self) -> int:
        """Drop the index and rebuild it from the store; returns how many vectors."""
        ...


class Adjudicator(Protocol):
    """Judges the pairs of problems whose score is in the ask band."""

    async def same_problem(self, tenant: str, service: str, left: Profile, right: Profile) -> bool | None:
        """True or False; None if there is no verdict (no model, budget spent, timeout, unusable answer)."""
        ...
