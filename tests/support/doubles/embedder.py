"""An embedder without a model."""

import asyncio
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from typing_extensions import override

from tools import ports
from tools.nouns.redacted import Redacted
from tools.runbooks.words import terms


class WordEmbedder(ports.Embedder):
    """Texts that share words point the same way. Remembers the texts; can be held at its gate, or made to fail."""

    identity, dimension = "words", 384

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fail: Exception | None = None
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    @override
    async def embed(self, texts: Sequence[Redacted]) -> list[bytes]:
        self.texts += texts
        self.asked.set()
        await self.gate.wait()
        if self.fail:
            raise self.fail
        return [self._vector(text).tobytes() for text in texts]

    @override
    async def prepare(self) -> None:
        pass

    def _vector(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        vector = np.full(self.dimension, 1e-6, np.float32)
        for term in terms(text):
            vector[zlib.crc32(term.encode()) % self.dimension] += 1
        return vector / np.linalg.norm(vector)
