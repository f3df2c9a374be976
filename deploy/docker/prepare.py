"""Makes in the image what the first start would make: `python prepare.py`, with the product installed.

The int8 weights, the model's graphs, the proof of the weights' checksum, and the vectors of the shipped runbooks.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.embeddings.encoder import Encoder
from tools.embeddings.minilm import MiniLM
from tools.embeddings.prepared import write_vectors
from tools.embeddings.weights import PREPARED, SHA256, find_weights, verify
from tools.nouns.knowledge import SHIPPED, Runbook
from tools.nouns.redacted import Redacted
from tools.runbooks.load import SHIPPED_LIBRARY, load
from tools.runbooks.rows import rows_of
from tools.settings import Precision, Settings


class Listener:
    """An embedder that remembers what it was asked."""

    def __init__(self, model: MiniLM) -> None:
        self.identity, self.dimension = model.identity, model.dimension
        self.vectors: dict[str, bytes] = {}
        self._model = model

    async def embed(self, texts: Sequence[Redacted]) -> list[bytes]:
        """See the port."""
        found = await self._model.embed_in_background(texts)
        self.vectors.update(zip(texts, found, strict=True))
        return found


async def library_vectors(data: Path) -> dict[str, bytes]:
    """The vectors of all texts of the shipped library, as an ingest asks for them."""
    model = await MiniLM.load(Settings(data_dir=data, embeddings_precision=Precision.INT8))
    listener = Listener(model)
    for document in load(SHIPPED_LIBRARY, SHIPPED):
        assert isinstance(document, Runbook), document
        await rows_of(document, listener)
    await model.close()
    return listener.vectors


def main() -> None:
    """Prepare."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = find_weights(None, Path(scratch))
        for name in SHA256:
            os.utime(folder / name, (0, 0))  # layers keep whole seconds, and the proof holds for this very time
        vectors = asyncio.run(library_vectors(Path(scratch)))
        home = folder / PREPARED
        home.mkdir(exist_ok=True)
        verify(folder, home)
        for precision in Precision:
            Encoder(folder, home, precision)
        write_vectors(home, Precision.INT8, vectors)
    print(f"{len(vectors)} vectors and {sorted(each.name for each in home.iterdir())}")


if __name__ == "__main__":
    main()
