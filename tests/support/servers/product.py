"""A real server process on a free port, ended by its handle."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import httpx

from api.cli import main
from api.server_process import SERVE, access_token, free_port, running

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "a password for this test"
CLOUD = ("S3_", "AWS_", "PINECONE_", "JWT_SECRET_KEY", "AUDIT_KEY")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Embedded, unless a test has set the keys of other backends."""
    names = ("PATH", "HOME", "HF_HUB_OFFLINE", *CLOUD)
    kept = {name: value for name, value in os.environ.items() if name.startswith(names)}
    return kept | {"PYTHONPATH": str(ROOT), "DATA_DIR": str(folder), "ADMIN_PASSWORD": PASSWORD} | settings


@contextmanager
def serving(
    folder: Path, library: Path | None = None, **settings: str
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """(base address, process) of `incident-responder serve`, ready.

    A store that is not a copy of an older folder gets the shipped runbooks with the vectors in `library`, if given.
    """
    port, home = int(settings.pop("PORT", "0")) or free_port(), folder.parent
    env = environment(folder, PORT=str(port), **settings)
    command = [sys.executable, "-m", "tests.support.servers.knowing", str(library), "serve"] if library else SERVE
    with running(command, port, env=env, log=home / f"server-{port}.log", folder=home) as server:
        yield server.url, server.process


def log_in(address: str, username: str = "admin", password: str = PASSWORD) -> httpx.Client:
    headers = {"Authorization": f"Bearer {access_token(address, username, password)}"}
    return httpx.Client(base_url=address, timeout=30, headers=headers)


def command(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """An `incident-responder` command on the same data, in this process: what it prints and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(folder, **settings), clear=True),
        contextlib.chdir(folder.parent),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(list(arguments))
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def run(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env=environment(folder, **settings),
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
