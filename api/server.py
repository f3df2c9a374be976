"""Serves the API: prepares a first start, then runs one process or several until they are stopped."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from rich.markup import escape

from api.app import create_app
from api.auth.passwords import PasswordHasher
from api.banner import FirstStart, show_banner
from api.bootstrap import ensure_admin, prepare
from api.console import console
from api.progress import IngestProgress
from api.server_config import allow_connections, server_config
from api.setting_up import ingest
from api.starting import uncollected
from api.supervisor import Supervisor
from api.telemetry.workers import share_between_workers
from api.tls import TlsFiles, checked, doubts
from tools.settings import Settings
from tools.toolbox import Toolbox, open_toolbox


class _BannerServer(uvicorn.Server):
    """Shows the banner once it listens."""

    def __init__(self, settings: Settings, made: FirstStart, app: FastAPI) -> None:
        super().__init__(server_config(settings, app))
        self._banner = settings, made

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, then show the banner."""
        await super().startup(sockets)
        if self.started:
            show_banner(*self._banner, self.servers[0].sockets[0].getsockname()[1])


def run(settings: Settings) -> None:
    """Set up what is missing, then serve until a signal comes. Raises Misconfigured for settings that cannot work."""
    made = prepare(settings)
    for warning in (*made.warnings, *_tls(settings), *allow_connections(settings)):
        console.print(f"[yellow]warning:[/] {escape(warning)}", highlight=False, soft_wrap=True)
    if settings.workers == 1:
        with asyncio.Runner(loop_factory=server_config(settings, None).get_loop_factory()) as runner:
            runner.run(_serve_here(settings))
    else:
        first = asyncio.run(set_up(settings))
        share_between_workers(settings.data_dir / "metrics")
        config = server_config(settings, "api.app:create_app")
        sockets = [config.bind_socket()]
        show_banner(settings, first, sockets[0].getsockname()[1])
        Supervisor(config, sockets).run()


def _tls(settings: Settings) -> tuple[str, ...]:
    """Return warnings about the certificate. Raises Misconfigured for one that cannot be served."""
    files = TlsFiles.of(settings)
    return doubts(files, checked(files)) if files else ()


async def _serve_here(settings: Settings) -> None:
    """Serve in this process, with what was opened for the set-up."""
    async with _opened(settings) as (toolbox, first):
        for number in (signal.SIGTERM, signal.SIGINT):
            # uvicorn raises the signal again after its shutdown; by then there is still something to close.
            signal.signal(number, lambda *_: None)
        await _BannerServer(settings, first, create_app(settings, toolbox)).serve()


async def set_up(settings: Settings) -> FirstStart:
    """Do the work of a first start."""
    async with _opened(settings) as (_, first):
        return first


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Toolbox, FirstStart]]:
    """Open everything that a server needs; yield it with what was created."""
    with console.status("Verifying the model weights and opening the database …"), uncollected():
        toolbox = await open_toolbox(settings)
    passwords = PasswordHasher()
    try:
        runbooks = await ingest(settings, toolbox, IngestProgress)
        yield toolbox, FirstStart(await ensure_admin(toolbox.accounts, passwords, settings), runbooks)
    finally:
        passwords.close()
        await toolbox.close()
