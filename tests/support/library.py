"""The shipped runbooks, embedded once for the whole suite: half a thousand sections take the model ten seconds."""

import pickle
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tools.embeddings.minilm import MiniLM
from tools.nouns.knowledge import SHARED_TENANT, SectionRow
from tools.nouns.redacted import Redacted
from tools.ports import Embedder
from tools.runbooks.rows import rows_of
from tools.tickets.embedded import EmbeddedStore


class Texts(Embedder):
    """An embedder whose vectors are the texts themselves: shows what of a runbook is embedded."""

    identity, dimension = "texts", 0

    async def embed(self, texts: Sequence[Redacted]) -> list[bytes]:
        return [text.encode() for text in texts]

    async def prepare(self) -> None:
        pass


async def vectors_of(data_dir: Path) -> dict[str, bytes]:
    """Every text of the shared runbooks in a data folder, with the vector that the product gave it."""
    store = await EmbeddedStore.open(data_dir, time.time)
    _, stored = await store.sections(SHARED_TENANT, 0)
    vectors = {_key(row): row.vector for row in stored}
    written = [row for runbook in await store.runbooks(SHARED_TENANT) for row in await rows_of(runbook, Texts())]
    await store.close()
    return {row.vector.decode(): vectors[_key(row)] for row in written}


def _key(row: SectionRow) -> SectionRow:
    return replace(row, vector=b"")


def write(vectors: Mapping[str, bytes], path: Path) -> None:
    """Keep them for other processes of the suite."""
    path.write_bytes(pickle.dumps(dict(vectors)))


def read(path: Path) -> dict[str, bytes]:
    """What `write` kept."""
    vectors: dict[str, bytes] = pickle.loads(path.read_bytes())
    return vectors


def knowing(vectors: Mapping[str, bytes]) -> Callable[[MiniLM, Sequence[Redacted]], Awaitable[list[bytes]]]:
    """Stands in for `MiniLM.embed_in_background`: it has these vectors already and computes only the others."""
    compute = MiniLM.embed_in_background

    async def embed(model: MiniLM, texts: Sequence[Redacted]) -> list[bytes]:
        unknown = [text for text in texts if text not in vectors]
        computed = dict(zip(unknown, await compute(model, unknown), strict=True))
        return [vectors.get(text) or computed[text] for text in texts]

    return embed
