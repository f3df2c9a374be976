"""CPU time of a new problem inside one build, on request: see `bench/probe.py`, beside which this file runs."""

import asyncio
import importlib
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))
probe: Any = importlib.import_module("probe")  # the file beside this one, whichever build the other modules are from
chance = random.Random(11)
numbers = itertools.count()
NOUNS = [
    "anchor", "apple", "arrow", "barrel", "basket", "beach", "bell", "bird", "boat", "bone", "bottle",
    "bridge", "brush", "bucket", "button", "cabin", "camera", "candle", "canyon", "carpet", "castle",
    "chain", "cheese", "church", "circle", "cloud", "coat", "coffee", "copper", "corn", "cotton",
    "crown", "curtain", "desert", "diamond", "dinner", "dragon", "drum", "eagle", "engine", "feather",
    "fence", "finger", "flower", "forest", "garden", "glass", "glove", "guitar", "hammer", "harbor",
    "helmet", "hill", "honey", "horse", "island", "jacket", "jungle", "kitchen", "ladder", "lake",
    "lamp", "leather", "lemon", "library", "lion", "marble", "mirror", "mountain", "needle", "ocean",
    "orange", "palace", "paper", "pencil", "piano", "pillow", "pocket", "prison", "rabbit", "ribbon",
    "river", "salad", "shadow", "silver", "spider", "square", "summer", "table", "temple", "thunder",
    "tiger", "tunnel", "valley", "village", "window", "winter",
]  # fmt: skip

try:
    profiled = probe.first_of("tools.text.identity.fingerprint:with_profile")
except ImportError:  # an older build, whose analyzer profiled the report itself

    def profiled(report: Any) -> Any:
        """Return the report unchanged."""
        return report


def problem_of_18_tokens() -> str:
    """Return a new problem each time; with the markers at both ends, the model reads eighteen tokens."""
    return " ".join([*chance.sample(NOUNS, 15), "failed"])


class GraphLoads:
    """What a new problem costs without HTTP: the model, the analyzer, and the whole graph over the shipped runbooks."""

    def __init__(self, loop: asyncio.AbstractEventLoop, folder: str) -> None:
        self._loop = loop
        self._folder = Path(folder)
        self._opened: tuple[Any, Any, Any] | None = None

    def embedding(self, count: int = 60) -> float:
        """Embed one text at a time."""
        toolbox, _, _ = self._open()
        return self._timed([(lambda: toolbox.embedder.embed([problem_of_18_tokens()])) for _ in range(count)], 1)

    def analyzer(self, count: int = 60) -> float:
        """Measure from redaction to the durable verdict, one report at a time."""
        _, agents, _ = self._open()
        context = importlib.import_module("agents.context").Context()
        return self._timed([(lambda: agents.analyzer.verdict(profiled(_new()), context)) for _ in range(count)], 1)

    def graph(self, count: int = 96) -> float:
        """Measure verdict, runbooks and advice, sixteen reports at a time."""
        _, _, graph = self._open()
        return self._timed([(lambda: graph.ainvoke(_input())) for _ in range(count)], 16)

    def _open(self) -> tuple[Any, Any, Any]:
        if self._opened is None:
            builder = importlib.import_module("graph.builder")
            toolbox = self._loop.run_until_complete(self._toolbox())
            agents = builder.make_agents(toolbox)
            self._opened = toolbox, agents, builder.build_graph(agents.nodes)
        return self._opened

    async def _toolbox(self) -> Any:
        settings = importlib.import_module("tools.settings").Settings(_env_file=None, data_dir=self._folder / "graph")
        settings.data_dir.mkdir()
        toolbox = await importlib.import_module("tools.toolbox").open_toolbox(settings)
        await importlib.import_module("tools.runbooks.ingest").ingest_shipped(toolbox.runbooks, toolbox.background)
        return toolbox

    def _timed(self, calls: Sequence[Callable[[], Awaitable[Any]]], at_once: int) -> float:
        left = iter(calls)

        async def client() -> None:
            for call in left:
                await call()

        async def all_clients() -> None:
            await asyncio.gather(*(client() for _ in range(at_once)))

        began = time.process_time()
        self._loop.run_until_complete(all_clients())
        return 1e6 * (time.process_time() - began) / len(calls)


def _input() -> dict[str, str]:
    return {"log": problem_of_18_tokens(), "service": "core", "idempotency_key": f"new-{next(numbers)}"}


def _new() -> Any:
    log = probe.redact(problem_of_18_tokens())
    return probe.Report(f"req_{next(numbers):026}", "default", probe.redact("core"), log, time.time())


def main() -> None:
    """Answer until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="probe-") as folder:
        graph = GraphLoads(asyncio.new_event_loop(), folder)
        probe.answer(
            {
                "embedding, 18 tokens": graph.embedding,
                "new problem, embedding and analyzer": graph.analyzer,
                "new problem, whole graph": graph.graph,
            }
        )


if __name__ == "__main__":
    main()
