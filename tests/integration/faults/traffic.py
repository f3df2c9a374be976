"""Reports and acts as the fault tests send them, and the promises that the acknowledgements make."""

import fcntl
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tools.errors import Conflict
from tools.nouns.incidents import Resolution
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, Report
from tools.text.identity.fingerprint import profile_of
from tools.tickets.embedded import EmbeddedStore, checkpoint

TENANT = "default"
DIMENSION = 384
SYLLABLES = ["ba", "de", "fo", "gu", "ki", "lo", "ma", "ne", "pu", "ri", "sa", "te", "vo", "zu"]

Promise = tuple[str, ...]
"""("report", request id, incident id) or ("event", incident id, kind, actor): what must be found again."""

Promised = Callable[[Promise], None]


def report(request_id: str, problem: int, *, at: float | None = None, occurred_at: float | None = None) -> Report:
    """One more report of a numbered problem; different numbers are different messages."""
    received = time.time() if at is None else at
    return Report(request_id, TENANT, "checkout", message(problem), received, occurred_at=occurred_at)


def message(problem: int) -> str:
    """A message of six words that no other problem uses."""
    rng = random.Random(problem)
    return " ".join("".join(rng.choices(SYLLABLES, k=4)) for _ in range(6))


def vector(problem: int) -> bytes:
    """A unit vector of its own for every problem; two of them are nearly orthogonal."""
    numbers = np.random.default_rng(problem).standard_normal(DIMENSION).astype("<f4")
    return bytes((numbers / np.linalg.norm(numbers)).astype("<f4").tobytes())


async def send(
    store: EmbeddedStore, request_id: str, problem: int, *, at: float | None = None, occurred_at: float | None = None
) -> Recorded:
    """Record one report, searched up to the beginning, so that the store compares everything itself."""
    sent = report(request_id, problem, at=at, occurred_at=occurred_at)
    return await store.record(sent, profile_of(sent), Candidates(0, vector(problem)))


async def client(
    store: EmbeddedStore, name: str, rng: random.Random, promised: Promised, *, problems: int = 12, count: int = 10**9
) -> None:
    """Send reports and act on their tickets; every acknowledgement is passed on as a promise before going on."""
    seen: list[str] = []
    for number in range(count):
        if seen and rng.random() < 0.25:
            await _act(store, f"{name}.{number}", rng, seen, promised)
            continue
        request_id = f"req_{name}.{number}"
        answer = await send(store, request_id, rng.randrange(problems))
        promised(("report", request_id, answer.incident_id))
        seen.append(answer.incident_id)


async def _act(store: EmbeddedStore, actor: str, rng: random.Random, seen: list[str], promised: Promised) -> None:
    """Resolve, merge or comment on a ticket. A refusal promises nothing."""
    ticket, other = rng.choice(seen), rng.choice(seen)
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "resolved": lambda: store.resolve(TENANT, ticket, Resolution(f"restarted by {actor}", actor), actor),
        "merged": lambda: store.merge(TENANT, ticket, other, "the same", actor),
        "comment": lambda: store.comment(TENANT, ticket, "looking", actor),
    }
    kind = rng.choice(list(acts))
    try:
        await acts[kind]()
    except Conflict:
        return
    promised(("event", ticket, kind, actor))


def checkpoint_often() -> None:
    """Let this process meet checkpoints within a few commits rather than within 4 MB."""
    checkpoint.PASSIVE_BYTES = 64 << 10
    checkpoint.TRUNCATE_BYTES = 512 << 10
    checkpoint.COMMITS_BETWEEN_LOOKS = 4


@contextmanager
def writer_held_up(data_dir: Path) -> Iterator[None]:
    """Another process, as it were, is writing: the store's own writer has to wait."""
    with (data_dir / "incidents.lock").open("rb") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def wal_size(data_dir: Path) -> int:
    """Bytes of the write-ahead log."""
    log = data_dir / "incidents.db-wal"
    return log.stat().st_size if log.exists() else 0
