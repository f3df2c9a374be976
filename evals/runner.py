"""Runs golden cases through the compiled graph that the API serves, over the embedded store in a temporary folder."""

import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evals.cases import Case, CaseResults
from evals.story import Storyteller
from evals.story_clock import StoryClock
from graph.builder import build_graph, make_agents
from tools.runbooks.ingest import ingest_shipped
from tools.settings import Settings
from tools.toolbox import open_toolbox


class Runner:
    """Opens one store per set of settings, lazily, and keeps it for all cases that share them. Close it at the end.

    Cases run one after another, each in its own tenant: the clock they step is the store's clock.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="golden-")
        self._tellers: dict[str, Storyteller] = {}

    async def __aenter__(self) -> Self:
        """Nothing is opened before the first case."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every store and remove its files."""
        for teller in self._tellers.values():
            await teller.close()
        self._folder.cleanup()

    async def run(self, case: Case) -> CaseResults:
        """All steps of one case, then a search through the store's files for what must not be there."""
        began = time.perf_counter()
        teller = await self._teller(case)
        steps = await teller.tell(case)
        leaks = _found_in(teller.folder, _forbidden(case))
        return CaseResults(tuple(steps), leaks, time.perf_counter() - began)

    async def _teller(self, case: Case) -> Storyteller:
        name = repr(sorted(case.settings.items()))
        if name not in self._tellers:
            home, library = Path(self._folder.name), Path(self._folder.name) / "library"
            if not library.exists():
                await _ingest(library)
            folder = home / f"store-{len(self._tellers)}"
            shutil.copytree(library, folder)
            self._tellers[name] = await _open(folder, dict(case.settings))
        return self._tellers[name]


async def _ingest(folder: Path) -> None:
    """A store that holds the shipped runbooks and nothing else: copied, since embedding them takes seconds."""
    toolbox = await open_toolbox(Settings(_env_file=None, data_dir=folder))
    await ingest_shipped(toolbox.runbooks, toolbox.background)
    await toolbox.close()


async def _open(folder: Path, changes: dict[str, Any]) -> Storyteller:
    clock = StoryClock()
    toolbox = await open_toolbox(Settings(_env_file=None, data_dir=folder, **changes), clock=clock)
    return Storyteller(folder, toolbox, build_graph(make_agents(toolbox).nodes), clock)


def _forbidden(case: Case) -> list[str]:
    return [text for wanted in case.expected.values() for text in wanted.get("absent", [])]


def _found_in(folder: Path, needles: Iterable[str]) -> tuple[str, ...]:
    """Which needles are somewhere in the store's files, the write-ahead log included."""
    wanted = [(needle, needle.encode()) for needle in needles]
    if not wanted:
        return ()
    content = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    return tuple(needle for needle, raw in wanted if raw in content)
