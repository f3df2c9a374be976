"""Vectors in the names of empty objects: S3 lists them at once, which no vector index promises of a new entry.

A name is `{ULID}.{fingerprint}.{int8 vector in URL-safe base64}`; 384 bytes become 512 characters of the 1,024 allowed,
and rounding to int8 moves a cosine by at most ROUNDING.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.ids import new_ulid, time_prefix
from tools.nouns.reports import Candidate
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects

RECENT_SECONDS = 2 * 3600.0
"""How far back a listing looks; older vectors are the index's business."""

ROUNDING = 0.002
BEST = 12
"""How many of those that came since a search are judged; no least cosine, since equal words may say more than it."""


@dataclass(frozen=True, slots=True)
class Recent:
    """One recent vector's name, read."""

    name: str
    fingerprint: str
    vector: bytes


async def list_vector(objects: Objects, tenant: str, service: str, fingerprint: str, vector: bytes, now: float) -> None:
    """Make a fingerprint findable at once."""
    name = f"{new_ulid(now)}.{fingerprint}.{packed(vector)}"
    await objects.put(keys.recent(tenant, service) + name, b"")


async def recent_vectors(objects: Objects, tenant: str, service: str, now: float, upto: int) -> list[Recent]:
    """What came after a search that had seen everything up to `upto` (epoch milliseconds, by the writers' clocks)."""
    after = time_prefix(max(now - RECENT_SECONDS, upto / 1000))
    found = []
    async for each in objects.names(keys.recent(tenant, service), after=after):
        fingerprint, _, vector = each.name.partition(".")[2].rpartition(".")
        found.append(Recent(each.name, fingerprint, unpacked(vector)))
    return found


def nearest(vector: bytes, recent: Sequence[Recent], limit: int) -> list[Candidate]:
    """The best few by cosine."""
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
    """Of two unit vectors as float32 bytes; 0 when they are not of one model."""
    left, right = np.frombuffer(one, dtype="<f4"), np.frombuffer(other, dtype="<f4")
    return float(left @ right) if left.size == right.size else 0.0


def packed(vector: bytes) -> str:
    """Little-endian float32 → int8, scaled by the largest component, as URL-safe base64."""
    values = np.frombuffer(vector, dtype="<f4")
    largest = float(np.abs(values).max()) if values.size else 0.0
    small = np.rint(values * (127.0 / largest if largest else 0.0)).astype(np.int8)
    return base64.urlsafe_b64encode(small.tobytes()).decode().rstrip("=")


def unpacked(text: str) -> bytes:
    """The int8 vector of `packed`."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
