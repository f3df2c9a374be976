"""Runs golden cases through the compiled graph that the API serves, over temporary stores."""

import shutil
import tempfile
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from evals.cases import Case, CaseResults
from evals.faults import BadCase, CannotJudge
from evals.story import Storyteller
from evals.story_clock import StoryClock
from graph.builder import build_graph, make_agents
from tools.errors import InvalidRequest
from tools.nouns.knowledge import SHARED_TENANT, SHIPPED
from tools.runbooks.ingest import ingest_folder
from tools.runbooks.load import SHIPPED_LIBRARY
from tools.settings import Backend, Settings
from tools.toolbox import Toolbox, open_toolbox

EMBEDDED = {"ticket_store": Backend.EMBEDDED, "vector_index": Backend.EMBEDDED, "advisor": Backend.RUNBOOK}


class Runner:
    """Opens one store per set of settings, lazily, and keeps it for all cases that share them. Close it at the end.

    Raises CannotJudge for settings or runbooks that are wrong.

    Cases run one after another, each in its own tenant: the clock they step is the store's clock.
    """

    def __init__(self, *, configured: bool = False, runbooks: Path | None = None) -> None:
        """`configured`: on the backends that the environment names, below S3_PREFIX; else on the embedded ones.

        `runbooks`: a folder of Markdown that is the library of every case, instead of the shipped one.
        """
        self._configured = configured
        self._runbooks = runbooks
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
        """All steps of one case, then a search through the store's files for the strings it forbids."""
        began = time.perf_counter()
        teller = await self._teller(case)
        steps = await teller.tell(case)
        leaks = _found_in(teller.folder, _forbidden(case))
        return CaseResults(tuple(steps), leaks, time.perf_counter() - began)

    async def _teller(self, case: Case) -> Storyteller:
        name = repr(sorted(case.settings.items()))
        if name not in self._tellers:
            self._tellers[name] = await self._open(self._settings(f"store-{len(self._tellers)}", case))
        return self._tellers[name]

    def _settings(self, name: str, case: Case) -> Settings:
        chosen = {**({} if self._configured else EMBEDDED), **case.settings}
        try:
            settings = Settings(_env_file=None, data_dir=Path(self._folder.name) / name, **chosen)
        except ValidationError as fault:
            wrong = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors())
            raise BadCase(f"{case.id}: settings of the product that do not hold: {wrong}") from fault
        return settings.model_copy(update={"s3_prefix": f"{settings.s3_prefix}/{uuid.uuid4().hex}"})

    async def _open(self, settings: Settings) -> Storyteller:
        """A fresh store with the shipped runbooks in it."""
        if settings.store_backend is Backend.EMBEDDED:
            shutil.copytree(await self._library(settings), settings.data_dir)
        clock = StoryClock()
        toolbox = await open_toolbox(settings, clock=clock)
        await self._ingest(toolbox)
        return Storyteller(settings.data_dir, toolbox, build_graph(make_agents(toolbox).nodes), clock)

    async def _library(self, settings: Settings) -> Path:
        """A store that holds the shipped runbooks and nothing else: copied, since embedding them takes seconds."""
        folder = Path(self._folder.name) / "library"
        if not folder.exists():
            toolbox = await open_toolbox(settings.model_copy(update={"data_dir": folder}))
            await self._ingest(toolbox)
            await toolbox.close()
        return folder

    async def _ingest(self, toolbox: Toolbox) -> None:
        library = self._runbooks or SHIPPED_LIBRARY
        try:
            read = await ingest_folder(library, toolbox.runbooks, toolbox.background, SHARED_TENANT, SHIPPED)
        except InvalidRequest as fault:
            raise CannotJudge(f"{library} holds no Markdown: --runbooks takes a folder of *.md files") from fault
        if read.skipped:
            path, reason = read.skipped[0]
            raise CannotJudge(f"{library / path}: {reason}; mend it or take it out of the folder")


def _forbidden(case: Case) -> list[str]:
    return [text for wanted in case.expected.values() for text in wanted.get("absent", [])]


def _found_in(folder: Path, needles: Iterable[str]) -> tuple[str, ...]:
    """Which forbidden strings are in the store's files, the write-ahead log included."""
    wanted = [(needle, needle.encode()) for needle in needles]
    if not wanted:
        return ()
    content = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    return tuple(needle for needle, raw in wanted if raw in content)
