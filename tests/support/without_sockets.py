"""The cloud's doubles without boto3, the Pinecone SDK and repeated embeddings, which are most of what a long run costs.

What decides stays: the same strict objects, the same emulator, the same model.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx
import numpy as np
import pytest

from tests.support.servers.memory_bucket import MemoryBucket
from tools.embeddings.minilm import MiniLM
from tools.nouns.redacted import Redacted
from tools.tickets.s3.objects.bucket import Bucket
from tools.vectors.pinecone_client import PineconeClient

PATIENCE_SECONDS = 60.0
Filter = Mapping[str, Mapping[str, str]]
Embed = Callable[[MiniLM, Sequence[Redacted]], Awaitable[list[bytes]]]


@contextmanager
def without_sockets(patched: pytest.MonkeyPatch) -> Iterator[None]:
    """Until the block ends, S3 is in memory, Pinecone is asked in plain JSON, and a text is embedded once."""
    key = {"Api-Key": os.environ["PINECONE_API_KEY"]}
    with httpx.Client(base_url=os.environ["PINECONE_HOST"], headers=key, timeout=PATIENCE_SECONDS) as client:
        patched.setattr(Bucket, "open", lambda settings, guard: MemoryBucket())
        patched.setattr(PineconeClient, "nearest", _nearest(client))
        known = dict[str, bytes]()
        for name in ("embed", "embed_in_background"):
            patched.setattr(MiniLM, name, _remembering(getattr(MiniLM, name), known))
        yield


def _nearest(client: httpx.Client) -> Callable[..., Awaitable[list[tuple[str, float]]]]:
    async def nearest(
        _: PineconeClient, namespace: str, vector: bytes, limit: int, wanted: Filter
    ) -> list[tuple[str, float]]:
        floats = np.frombuffer(vector, dtype="<f4").tolist()
        asked = {"vector": floats, "topK": limit, "namespace": namespace, "filter": wanted, "includeMetadata": False}
        answer = await asyncio.to_thread(client.post, "/query", json=asked)
        found = answer.raise_for_status().json()["matches"]
        return [(each["id"], each["score"]) for each in found]

    return nearest


def _remembering(compute: Embed, known: dict[str, bytes]) -> Embed:
    async def embed(model: MiniLM, texts: Sequence[Redacted]) -> list[bytes]:
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if unknown:
            known.update(zip(unknown, await compute(model, unknown), strict=True))
        return [known[text] for text in texts]

    return embed
