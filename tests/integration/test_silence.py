"""Promise: with the embedded default nothing of the process, native code included, calls another machine.

pytest-socket sees Python's sockets only, so the kernel is asked: strace lists every connect, also of threads that a
library starts by itself. Where it is permitted the process runs in a network namespace of its own besides, so that even
a failing test reaches nobody.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WATCHED_SECONDS = 60  # onnxruntime 1.32.0 first asks for its maker's host ten seconds after its import
CHILD = """
import asyncio, sys
from httpx import ASGITransport, AsyncClient
from api.app import create_app

async def main():
    app = create_app()
    async with app.router.lifespan_context(app), AsyncClient(transport=ASGITransport(app), base_url="http://us") as us:
        login = await us.post("/login", json={"username": "admin", "password": "a password for this test"})
        token = {"Authorization": "Bearer " + login.json()["access_token"]}
        report = {"log": "disk /var is full", "service": "mailer"}
        answer = await us.post("/incident", json=report, headers=token)
        await asyncio.sleep(float(sys.argv[1]))
        print(answer.json()["status"], "onnxruntime" in sys.modules)

asyncio.run(main())
"""
_OUTSIDE = re.compile(r'sa_family=AF_INET6?.*inet_(?:addr\("(?!127\.)|pton\(AF_INET6, "(?!::1"))')


def permitted(*command: str) -> bool:
    """True if the tool is installed and may do its work here."""
    found = shutil.which(command[0])
    return found is not None and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.long
def test_start_and_an_embedding_call_nobody(tmp_path: Path) -> None:
    trace, home = tmp_path / "trace", tmp_path / "home"
    home.mkdir()
    if not permitted("strace", "-f", "-qq", "-o", os.devnull):
        pytest.skip("strace is not installed or may not trace here: what native code connects to cannot be seen")
    apart = ["unshare", "--net", "--map-root-user"]
    watched = ["strace", "-f", "-qq", "-o", str(trace), "-e", "signal=none", "-e", "trace=connect,sendto,sendmsg"]
    settings = {"DATA_DIR": str(tmp_path / "data"), "ADMIN_PASSWORD": "a password for this test", "HOME": str(home)}
    told = subprocess.run(
        [*(apart if permitted(*apart) else []), *watched, sys.executable, "-c", CHILD, str(WATCHED_SECONDS)],
        cwd=tmp_path,
        env=settings | {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout == "new True\n", told.stderr
    assert [line for line in trace.read_text("utf-8").splitlines() if _OUTSIDE.search(line)] == []
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_the_pattern_knows_outside_from_loopback() -> None:
    outside = 'connect(9, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.53")}, 16)'
    sixth = 'connect(9, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2603::1", &sin6_addr)}, 28)'
    assert _OUTSIDE.search(outside)
    assert _OUTSIDE.search(sixth)
    assert not _OUTSIDE.search(outside.replace("10.0.0.53", "127.0.0.1"))
    assert not _OUTSIDE.search(sixth.replace("2603::1", "::1"))
    assert not _OUTSIDE.search('connect(8, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110)')
