"""The second Embedder: any sentence-transformers model through langchain-huggingface (extra `huggingface`)."""

import asyncio
from collections.abc import Sequence

import numpy as np
from langchain_huggingface import HuggingFaceEmbeddings

from tools.errors import Misconfigured, Overloaded
from tools.settings import Settings


class HuggingFace:
    """The Embedder port. One call is encoded at a time, off the event loop."""

    def __init__(self, model: HuggingFaceEmbeddings, name: str, queue: int) -> None:
        self.identity = f"{name}/huggingface"
        self.dimension = len(model.embed_query("dimension"))
        self._model = model
        self._bound = queue
        self._waiting = 0
        self._turns = asyncio.Lock()

    @classmethod
    async def load(cls, settings: Settings) -> "HuggingFace":
        """Load HUGGINGFACE_MODEL. Raises Misconfigured if torch or the model is missing."""

        def load() -> "HuggingFace":
            try:
                model = HuggingFaceEmbeddings(
                    model_name=settings.huggingface_model, encode_kwargs={"normalize_embeddings": True}
                )
            except (ImportError, OSError, ValueError) as error:
                raise Misconfigured(
                    f"EMBEDDINGS=huggingface cannot load HUGGINGFACE_MODEL: {error}. "
                    "Install the extra: pip install 'intelligent-incident-responder[huggingface]'"
                ) from error
            return cls(model, settings.huggingface_model, settings.embed_queue)

        return await asyncio.to_thread(load)

    @property
    def background(self) -> "HuggingFace":
        """The same embedder: here background work takes its turn like any other."""
        return self

    async def prepare(self) -> None:
        """Do nothing: the model is already loaded, since its dimension is needed at once."""

    def recall(self, _: str) -> None:
        """Return None, since nothing is kept."""

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        """See the port. Raises Overloaded if too many calls wait."""
        if self._waiting >= self._bound:
            raise Overloaded("the embedding queue is full: try again in a second")
        self._waiting += 1
        try:
            async with self._turns:
                vectors = await asyncio.to_thread(self._model.embed_documents, list(texts))
        finally:
            self._waiting -= 1
        return [np.asarray(vector, "<f4").tobytes() for vector in vectors]

    async def close(self) -> None:
        """Do nothing: the model ends with the process."""
