"""Vectors in the names of empty objects. S3 lists them at once, while a vector index may list a new entry later.

A name is `{ULID}.{fingerprint}.{int8 vector in URL-safe base64}`: 384 bytes become 512 of the 1,024 allowed characters,
and rounding to int8 changes a cosine by at most ROUNDING.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from tools.ids import new_ulid, time_prefix
from tools.nouns.reports import Candidate
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects

RECENT_SECONDS = 2 * 3600.0
"""How far back a listing looks; the index knows older vectors."""

ROUNDING = 0.002
BEST = 12
"""How many of the newer vectors are judged. There is no least cosine, since equal words may outweigh it."""


@dataclass(frozen=True, slots=True)
class Recent:
    """One parsed name of a recent vector."""

    name: str
    fingerprint: str
    vector: bytes


async def list_vector(objects: Objects, tenant: str, service: str, fingerprint: str, vector: bytes, now: float) -> None:
    """List a fingerprint's vector, so that it can be found at once."""
    name = f"{new_ulid(now)}.{fingerprint}.{packed(vector)}"
    await objects.put(keys.recent(tenant, service) + name, b"")


async def recent_vectors(objects: Objects, tenant: str, service: str, now: float, upto: int) -> list[Recent]:
    """The vectors that are newer than a search up to `upto` (epoch milliseconds, by the writers' clocks)."""
    after = time_prefix(max(now - RECENT_SECONDS, upto / 1000))
    found = []
    async for each in objects.names(keys.recent(tenant, service), after=after):
        fingerprint, _, vector = each.name.partition(".")[2].rpartition(".")
        found.append(Recent(each.name, fingerprint, unpacked(vector)))
    return found


def nearest(vector: bytes, recent: Sequence[Recent], limit: int) -> list[Candidate]:
    """The nearest vectors by cosine."""
    import numpy as np  # not loaded by a process that only counts known problems

    mine = np.frombuffer(vector, dtype="<f4")
    same_length = [each for each in recent if len(each.vector) == mine.size]
    if not same_length:
        return []
    matrix = np.stack([np.frombuffer(each.vector, dtype=np.int8) for each in same_length]).astype(np.float32)
    lengths = np.linalg.norm(matrix, axis=1) * float(np.linalg.norm(mine))
    cosines = (matrix @ mine) / np.maximum(lengths, 1e-9)
    best = np.argsort(-cosines, kind="stable")[:limit]
    return [Candidate(same_length[at].fingerprint, float(cosines[at])) for at in best]


def cosine(one: bytes, other: bytes) -> float:
    """The cosine of two unit vectors as float32 bytes; 0 if their models differ."""
    import numpy as np

    left, right = np.frombuffer(one, dtype="<f4"), np.frombuffer(other, dtype="<f4")
    return float(left @ right) if left.size == right.size else 0.0


def packed(vector: bytes) -> str:
    """Little-endian float32 → int8, scaled by the largest component, as URL-safe base64."""
    import numpy as np

    values = np.frombuffer(vector, dtype="<f4")
    largest = float(np.abs(values).max()) if values.size else 0.0
    small = np.rint(values * (127.0 / largest if largest else 0.0)).astype(np.int8)
    return base64.urlsafe_b64encode(small.tobytes()).decode().rstrip("=")


def unpacked(text: str) -> bytes:
    """The inverse of `packed`, as int8."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
