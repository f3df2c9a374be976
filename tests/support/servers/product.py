"""A real server process on a free port, ended by its handle."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import httpx

from api.cli import main

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "a password for this test"
START_SECONDS = 120
CLOUD = ("S3_", "AWS_", "PINECONE_", "JWT_SECRET_KEY")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Embedded, unless a test has set the keys of other backends."""
    names = ("PATH", "HOME", "HF_HUB_OFFLINE", *CLOUD)
    kept = {name: value for name, value in os.environ.items() if name.startswith(names)}
    return kept | {"PYTHONPATH": str(ROOT), "DATA_DIR": str(folder), "ADMIN_PASSWORD": PASSWORD} | settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """(base address, process) of `incident-responder serve`, ready."""
    port = free_port()
    log = (folder.parent / f"server-{port}.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve"],
        env=environment(folder, PORT=str(port), **settings),
        cwd=folder.parent,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process, Path(log.name))
        yield address, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
        log.close()


def wait_until_ready(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def log_in(address: str, username: str = "admin", password: str = PASSWORD) -> httpx.Client:
    answer = httpx.post(f"{address}/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return httpx.Client(
        base_url=address, timeout=30, headers={"Authorization": f"Bearer {answer.json()['access_token']}"}
    )


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
