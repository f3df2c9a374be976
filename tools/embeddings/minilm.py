"""The default Embedder: all-MiniLM-L6-v2 without torch, behind one thread and a bounded queue."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self

from tools.cache import BoundedCache
from tools.embeddings.prepared import KnownVectors, home_of
from tools.embeddings.weights import REVISION, find_weights
from tools.errors import Overloaded, Unavailable
from tools.settings import Precision, Settings
from tools.threads import end

if TYPE_CHECKING:
    from tools.embeddings.encoder import Encoder

TEXTS_PER_ROUND = 32  # texts taken from the queue at once, and run one after the other
BACKGROUND_TEXTS = 2  # background texts that run at once; a verdict may have to wait for this many
KEPT = 256  # vectors of the latest texts: for a new problem's runbooks, searched just after its verdict
BUSY_TEXTS, BUSY_SECONDS = 16, 1.0  # this many verdicts in this time count as load
MAX_ROUNDS_PASSED_OVER = 8  # after this many rounds of verdicts the background gets one, so that it never starves

Job = tuple[str, "asyncio.Future[bytes]"]


def identity_of(precision: Precision) -> str:
    """Return the store's name for vectors of this precision: the two precisions are close, but never compared."""
    return f"all-MiniLM-L6-v2@{REVISION[:7]}/{precision}"


class MiniLM:
    """The Embedder port, serving verdicts first; `background` is for work that can wait. Close it to end its thread.

    The model is loaded for the first text, or by `prepare`; known problems do not need it.
    """

    dimension = 384

    def __init__(
        self, load: Callable[[], "Encoder"], queue: int, identity: str, known: KnownVectors | None = None
    ) -> None:
        """`load` makes the model; `queue` single texts may wait; `known` saves background work the model."""
        self.identity = identity
        self._known = known or KnownVectors({})
        self._load = load
        self._loading = threading.Lock()
        self._encoder: Encoder | None = None
        self._bound = queue
        self._verdict_queue: deque[Job] = deque()
        self._background_queue: deque[Job] = deque()
        self._passed_over = 0
        self._kept: BoundedCache[str, bytes] = BoundedCache(KEPT, texts=True)
        self._asked: deque[float] = deque(maxlen=BUSY_TEXTS)
        self._wake = threading.Condition()
        self._closed = False
        self._turns = asyncio.Lock()
        self._thread = threading.Thread(target=self._run, name="embedder", daemon=True)
        self._thread.start()

    @classmethod
    async def load(cls, settings: Settings) -> Self:
        """Find and verify the weights. Raises Misconfigured if they cannot be found."""
        precision = settings.embeddings_precision

        def encoder() -> "Encoder":
            from tools.embeddings.encoder import Encoder  # with numpy and two native libraries: a tenth of a second

            return Encoder(folder, home, precision)

        cache = settings.data_dir / "models"
        folder = await asyncio.to_thread(find_weights, settings.minilm_path, cache)
        home = home_of(folder, cache)
        known = await asyncio.to_thread(KnownVectors.read, home, precision)
        return cls(encoder, settings.embed_queue, identity_of(precision), known)

    @property
    def background(self) -> "Background":
        """The same model for work that can wait: it runs only when no verdict needs a vector."""
        return Background(self)

    async def prepare(self) -> None:
        """See the port. Raises what prevents the model from loading; the next text tries again."""
        await asyncio.to_thread(self._loaded)

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        """See the port. Only a single text can belong to a verdict: several at once are background work.

        Raises Overloaded if the queue is full, Unavailable if closed.
        """
        if len(texts) != 1:
            return await self.embed_in_background(texts)
        if len(self._verdict_queue) >= self._bound:
            raise Overloaded("the embedding queue is full: try again in a second", retry_after=1.0)
        self._asked.append(time.monotonic())
        return await self._submit(texts, self._verdict_queue)

    def recall(self, text: str) -> bytes | None:
        """See the port. The load is high if BUSY_TEXTS verdicts came within BUSY_SECONDS."""
        busy = len(self._asked) == BUSY_TEXTS and time.monotonic() - self._asked[0] < BUSY_SECONDS
        return self._kept.get(text) if busy else None

    async def embed_in_background(self, texts: Sequence[str]) -> list[bytes]:
        """Embed a few texts at a time, callers taking turns, whenever no verdict waits. Never raises Overloaded."""
        found = [self._known.get(text) for text in texts]
        unknown = [text for text, vector in zip(texts, found, strict=True) if vector is None]
        vectors: list[bytes] = []
        for start in range(0, len(unknown), BACKGROUND_TEXTS):
            async with self._turns:
                vectors += await self._submit(unknown[start : start + BACKGROUND_TEXTS], self._background_queue)
        computed = iter(vectors)
        return [next(computed) if vector is None else vector for vector in found]

    async def close(self) -> None:
        """Fail what is waiting and end the thread."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join)

    async def _submit(self, texts: Sequence[str], queue: deque[Job]) -> list[bytes]:
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[bytes]] = [loop.create_future() for _ in texts]
        with self._wake:
            if self._closed:
                raise Unavailable("the embedder is closed")
            queue.extend(zip(texts, futures, strict=True))
            self._wake.notify()
        return [await futures[0]] if len(futures) == 1 else await asyncio.gather(*futures)

    def _run(self) -> None:
        while jobs := self._take():
            for text, future in jobs:
                self._encode(text, future)
        for _, future in (*self._verdict_queue, *self._background_queue):
            end(future, None, Unavailable("the embedder is closed"))

    def _take(self) -> list[Job]:
        """Return the next round: at most TEXTS_PER_ROUND texts whose callers still wait. Empty once closed."""
        jobs: list[Job] = []
        with self._wake:
            while not jobs and not self._closed:
                self._wake.wait_for(lambda: self._verdict_queue or self._background_queue or self._closed)
                queue = self._next_queue()
                taken = [queue.popleft() for _ in range(min(TEXTS_PER_ROUND, len(queue)))]
                jobs = [job for job in taken if not job[1].cancelled()]
        return jobs

    def _next_queue(self) -> deque[Job]:
        if self._background_queue and (not self._verdict_queue or self._passed_over >= MAX_ROUNDS_PASSED_OVER):
            self._passed_over = 0
            return self._background_queue
        self._passed_over += bool(self._background_queue)
        return self._verdict_queue

    def _encode(self, text: str, future: "asyncio.Future[bytes]") -> None:
        try:
            encoder = self._loaded()
            vector = encoder.vector(encoder.tokens(text))
        except Exception as error:
            end(future, None, Unavailable(f"the embedding model failed: {error}"))
        else:
            self._kept[text] = packed = vector.astype("<f4").tobytes()
            end(future, packed)

    def _loaded(self) -> "Encoder":
        with self._loading:
            if self._encoder is None:
                self._encoder = self._load()
            return self._encoder


class Background:
    """The Embedder port for retrieval, ingestion and deferred matching: they give way to verdicts, but never starve."""

    def __init__(self, model: MiniLM) -> None:
        self._model = model
        self.identity = model.identity
        self.dimension = model.dimension

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        """See the port. Waits as long as it takes."""
        return await self._model.embed_in_background(texts)

    async def prepare(self) -> None:
        """Prepare the same model."""
        await self._model.prepare()
