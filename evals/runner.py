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

    Raises CannotJudge for wrong settings or runbooks. Cases run one after another, each in its own tenant: the clock
    that they advance is the store's clock.
    """

    def __init__(self, *, configured: bool = False, runbooks: Path | None = None) -> None:
        """`configured` uses the backends that the environment names, below S3_PREFIX, instead of the embedded ones.

        `runbooks` is a folder of Markdown that replaces the shipped library in every case.
        """
        self._configured = configured
        self._runbooks = runbooks
        self._folder = tempfile.TemporaryDirectory(prefix="golden-")
        self._tellers: dict[str, Storyteller] = {}

    async def __aenter__(self) -> Self:
        """Return the runner; nothing is opened before the first case."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every store and remove its files."""
        for teller in self._tellers.values():
            await teller.close()
        self._folder.cleanup()

    async def run(self, case: Case) -> CaseResults:
        """Run all steps of one case, then search the store's files for the strings that it forbids."""
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
            raise BadCase(f"{case.id}: invalid settings of the product: {wrong}") from fault
        return settings.model_copy(update={"s3_prefix": f"{settings.s3_prefix}/{uuid.uuid4().hex}"})

    async def _open(self, settings: Settings) -> Storyteller:
        """Open a fresh store that contains the shipped runbooks."""
        if settings.store_backend is Backend.EMBEDDED:
            shutil.copytree(await self._library(settings), settings.data_dir)
        clock = StoryClock()
        toolbox = await open_toolbox(settings, clock=clock)
        await self._ingest(toolbox)
        return Storyteller(settings.data_dir, toolbox, build_graph(make_agents(toolbox).nodes), clock)

    async def _library(self, settings: Settings) -> Path:
        """Return a store with only the shipped runbooks, to be copied, since embedding them takes seconds."""
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
            raise CannotJudge(f"{library} contains no Markdown: --runbooks takes a folder of *.md files") from fault
        if read.skipped:
            path, reason = read.skipped[0]
            raise CannotJudge(f"{library / path}: {reason}; correct it or remove it from the folder")


def _forbidden(case: Case) -> list[str]:
    return [text for wanted in case.expected.values() for text in wanted.get("absent", [])]


def _found_in(folder: Path, needles: Iterable[str]) -> tuple[str, ...]:
    """Return the forbidden strings that are in the store's files, including the write-ahead log."""
    wanted = [(needle, needle.encode()) for needle in needles]
    if not wanted:
        return ()
    content = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    return tuple(needle for needle, raw in wanted if raw in content)
