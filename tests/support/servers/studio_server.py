"""LangGraph's own development server over this checkout, offline, on a free port and a data folder of its own."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.server_process import free_port, running
from tests.support.servers.process import ROOT

OFFLINE = {"LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGGRAPH_NO_VERSION_CHECK": "1"}


@contextmanager
def studio(folder: Path, **settings: str) -> Iterator[str]:
    """The base address of a running `langgraph dev`; `settings` are environment variables."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("langgraph")), "dev", "--no-browser", "--no-reload", "--port", str(port),
    ]  # fmt: skip
    environment = os.environ | OFFLINE | {"DATA_DIR": str(folder / "data")} | settings
    log = folder / "server.log"
    with running(command, port, env=environment, log=log, ready="/ok", folder=ROOT) as server:
        yield server.url
