"""Studio's first run on a machine that has no data yet: LangGraph's server refuses code that blocks its event loop."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from blockbuster import BlockBuster

from graph.studio import SharedTools
from tools.nouns.knowledge import SHARED_TENANT

LET_GO = ("os.stat", "os.listdir", "os.remove", "io.", "os.path.", "threading.Lock.acquire")
"""What `langgraph dev` lets block all the same."""


@contextmanager
def watched() -> Iterator[None]:
    """As `langgraph dev` watches: a blocking call on the event loop raises BlockingError."""
    watching = BlockBuster()
    watching.functions = {name: each for name, each in watching.functions.items() if not name.startswith(LET_GO)}
    watching.activate()
    try:
        yield
    finally:
        watching.deactivate()


@pytest.mark.usefixtures("library_known")
async def test_the_first_run_in_an_empty_folder_blocks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    tools = SharedTools()
    with watched():
        toolbox = await tools.toolbox()
    try:
        assert (tmp_path / "data" / "audit-key").exists()
        assert (await toolbox.runbooks.runbook(SHARED_TENANT, "aws/lambda-timeout")).title
    finally:
        await toolbox.close()
