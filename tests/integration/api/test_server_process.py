"""Server processes: handed over when they answer, ended with the block, and never without a reason."""

import os
import sys
from pathlib import Path

import httpx
import pytest

from api import server_process
from api.server_process import free_port, running

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
SERVER = """
import http.server, sys
http.server.test(http.server.SimpleHTTPRequestHandler, bind="127.0.0.1", port=int(sys.argv[1]))
"""


def test_a_server_answers_inside_the_block_and_is_gone_after_it(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with running(command, port, env=os.environ, log=tmp_path / "log", ready="/", folder=tmp_path) as server:
        assert httpx.get(server.url).status_code == 200
        assert server.started_in > 0
    assert server.process.returncode is not None
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_a_server_that_ends_says_what_it_printed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('DATA_DIR cannot be used')"]
    with (
        pytest.raises(RuntimeError, match="did not start, it ended with status 1: DATA_DIR cannot be used"),
        running(command, free_port(), env=os.environ, log=tmp_path / "log"),
    ):
        pytest.fail("it never listened")


def test_a_server_that_does_not_stop_is_killed_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_process, "STOP_SECONDS", 0.2)
    port = free_port()
    command = [sys.executable, "-c", DEAF + SERVER, str(port)]
    with (
        pytest.raises(RuntimeError, match="did not stop"),
        running(command, port, env=os.environ, log=tmp_path / "log", ready="/", folder=tmp_path) as server,
    ):
        pass
    assert server.process.returncode is not None
