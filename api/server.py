"""Serving the API: everything a first start needs, then one process or several until they are told to stop."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.auth.passwords import PasswordHasher
from api.banner import show_banner
from api.bootstrap import ensure_admin, prepare
from api.console import console
from api.progress import IngestProgress
from api.server_config import allow_connections, server_config
from api.setting_up import ingest
from api.telemetry.metrics import share_between_workers
from api.tls import TlsFiles, checked, doubts
from tools.errors import Misconfigured
from tools.settings import Settings
from tools.toolbox import Toolbox, open_toolbox


class _BannerServer(uvicorn.Server):
    """Shows the banner once it listens."""

    def __init__(self, settings: Settings, generated: str | None, app: FastAPI) -> None:
        super().__init__(server_config(settings, app))
        self._banner = settings, generated

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, then show the banner."""
        await super().startup(sockets)
        if self.started:
            show_banner(*self._banner)


def run(settings: Settings) -> None:
    """Set up what is missing, then serve until a signal comes. Raises Misconfigured for settings that cannot work."""
    made = prepare(settings)
    _check_address(settings)
    for warning in (*made.warnings, *_tls(settings), *allow_connections(settings)):
        console.print(f"[yellow]warning:[/] {warning}", highlight=False)
    if settings.workers == 1:
        with asyncio.Runner(loop_factory=server_config(settings, None).get_loop_factory()) as runner:
            runner.run(_serve_here(settings))
    else:
        generated = asyncio.run(set_up(settings))
        share_between_workers(settings.data_dir / "metrics")
        config = server_config(settings, "api.app:create_app")
        sockets = [config.bind_socket()]
        show_banner(settings, generated)
        Multiprocess(config, sockets).run()


def _check_address(settings: Settings) -> None:
    """Before the set-up, which takes a while. Raises Misconfigured."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[
            0
        ]
    except OSError as error:
        raise Misconfigured(f"HOST is not an address: {error.strerror}") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Misconfigured(
                f"PORT {settings.port} on {settings.host} cannot be used: {error.strerror}. Stop what listens there, "
                "or set another PORT"
            ) from error


def _tls(settings: Settings) -> tuple[str, ...]:
    """What is doubtful about the certificate. Raises Misconfigured for one that cannot be served."""
    files = TlsFiles.of(settings)
    return doubts(files, checked(files)) if files else ()


async def _serve_here(settings: Settings) -> None:
    """One process: what was opened for the set-up is what serves."""
    async with _opened(settings) as (toolbox, generated):
        for number in (signal.SIGTERM, signal.SIGINT):
            # uvicorn raises the signal again after its shutdown; by then there is still something to close.
            signal.signal(number, lambda *_: None)
        await _BannerServer(settings, generated, create_app(settings, toolbox)).serve()


async def set_up(settings: Settings) -> str | None:
    """What a first start needs. Returns the first administrator's password if it was made just now."""
    async with _opened(settings) as (_, generated):
        return generated


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Toolbox, str | None]]:
    """Everything a server needs, and the password of an administrator who was made just now."""
    with console.status("Verifying the model weights and opening the database …"):
        toolbox = await open_toolbox(settings)
    passwords = PasswordHasher()
    try:
        await ingest(settings, toolbox, IngestProgress)
        yield toolbox, await ensure_admin(toolbox.accounts, passwords, settings)
    finally:
        passwords.close()
        await toolbox.close()
