"""Tries a built image with buildah: `python try_image.py WORK TAG BASE`. Prints what it measured; fails when it breaks.

Ready in time on an empty and on a used volume, the image's own health check, the README's story, a stop by SIGTERM that
loses nothing, nothing written but on the volume, no tools to build with, the size of what came on top of the base image
and its ten biggest parts.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

PASSWORD = "a password for this try"
UID = 10001
EMPTY_SECONDS, USED_SECONDS, STOP_SECONDS = 10.0, 3.0, 10.0
MOST_MB = 350
TO_BUILD_WITH = ("pip", "setuptools", "onnx", "ml_dtypes")
"""What only making the image takes."""
SCRATCH = ("data", "tmp", "var/tmp", "run", "proc", "sys", "dev")
REPORT = {"log": "Lambda timeout after 30s", "service": "payment-processor"}


def say(what: str, value: object) -> None:
    """One line of the result."""
    print(f"image: {what}: {value}", flush=True)


class Image:
    """The image, and a container made of it."""

    def __init__(self, work: Path, tag: str) -> None:
        self.work = work
        self._buildah = ["buildah", "--root", str(work / "storage"), "--runroot", str(work / "run")]
        self.container = self.ask("from", "--pull-never", tag)

    def ask(self, *arguments: str) -> str:
        """What buildah prints."""
        return subprocess.run([*self._buildah, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    def health(self, port: int) -> bool:
        """What the image's own health check says, run beside the server."""
        told = json.loads(self.ask("inspect", "--type", "container", self.container))
        check = told["Docker"]["config"]["Healthcheck"]["Test"]
        assert check[0] == "CMD", check
        command = ["run", "--isolation", "chroot", "-e", f"PORT={port}", self.container, "--", *check[1:]]
        return subprocess.run([*self._buildah, *command], check=False, capture_output=True).returncode == 0

    def mounted(self) -> Path:
        """Its root."""
        return Path(self.ask("mount", self.container))

    @contextmanager
    def serving(self, data: Path, port: int) -> Iterator[tuple[httpx.Client, float, psutil.Process]]:
        """(a client, seconds until it was ready, the server's own process)."""
        settings = {"HOST": "127.0.0.1", "PORT": str(port), "ADMIN_PASSWORD": PASSWORD}
        given = [word for name, value in settings.items() for word in ("-e", f"{name}={value}")]
        command = [*self._buildah, "run", "--isolation", "chroot", "-v", f"{data}:/data", *given, self.container, "--"]
        started = time.monotonic()
        runner = subprocess.Popen([*command, "incident-responder", "serve"], stdout=subprocess.DEVNULL)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            try:
                _wait_ready(client, runner)
                yield client, time.monotonic() - started, _server(runner.pid)
            finally:
                for each in _below(runner.pid):
                    with suppress(psutil.NoSuchProcess):  # the server has ended, and buildah's processes end with it
                        each.kill()
                runner.kill()
                runner.wait()


def _wait_ready(client: httpx.Client, runner: "subprocess.Popen[bytes]") -> None:
    for _ in range(6000):
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        if runner.poll() is not None:
            raise SystemExit("image: the server ended before it was ready")
        time.sleep(0.05)
    raise SystemExit("image: the server was not ready within five minutes")


def _below(pid: int) -> list[psutil.Process]:
    """The processes that this one began, and theirs; none of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def _server(pid: int) -> psutil.Process:
    """The process of the server itself, which buildah runs below its own: the one that has imported everything."""
    below = [each for each in _below(pid) if each.uids().real == UID]
    return max(below, key=lambda each: each.memory_info().rss)


def story(client: httpx.Client) -> str:
    """New, existing, resolved, regression; returns the id of the regression."""
    login = {"username": "admin", "password": PASSWORD}
    client.headers["Authorization"] = f"Bearer {client.post('/login', json=login).json()['access_token']}"
    first = client.post("/incident", json=REPORT).json()
    assert first["status"] == "new", first
    _wait_advised(client, first["incident_id"])
    assert client.post("/incident", json=REPORT).json()["status"] == "existing"
    closing = {"incident_id": first["incident_id"], "resolution": "raised the timeout", "resolved_by": "ann"}
    assert client.post("/resolve", json=closing).json()["status"] == "RESOLVED"
    back = client.post("/incident", json=REPORT).json()
    assert back["status"] == "regression", back
    return str(back["incident_id"])


def _wait_advised(client: httpx.Client, incident_id: str) -> None:
    for _ in range(600):
        if client.get(f"/incidents/{incident_id}").json()["runbooks"]:
            return
        time.sleep(0.1)
    raise SystemExit("image: no runbook was found for the first incident")


def spent(server: psutil.Process) -> str:
    """What the server has had of a processor, and how many wanted one: tells a slow start from a busy machine."""
    times = server.cpu_times()
    return f"{times.user + times.system:.1f} s of a processor (load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores)"


def stopped(server: psutil.Process) -> float:
    """Seconds from SIGTERM to the end."""
    asked = time.monotonic()
    server.send_signal(signal.SIGTERM)
    server.wait(STOP_SECONDS)
    return time.monotonic() - asked


def sizes(root: Path, base: Path) -> None:
    """What came on top, and its biggest parts."""
    added, whole = _size(root) - _size(base), _size(root)
    say("size", f"{whole / 1e6:.0f} MB, {added / 1e6:.0f} MB of it on top of the base image")
    [packages] = root.glob("opt/venv/lib/python3.*/site-packages")
    parts = sorted(((_size(each), each.name) for each in packages.iterdir() if each.is_dir()), reverse=True)
    for size, name in parts[:10]:
        say("part", f"{size / 1e6:6.1f} MB {name}")
    assert added < MOST_MB * 1e6, f"more than {MOST_MB} MB on top of the base image"


def contents(root: Path) -> None:
    """Nothing was written outside the volume, so the root may be read-only; no tools to build with are left."""
    written = [
        os.path.join(path, name)
        for path, folders, names in os.walk(root)
        for name in (*folders, *names)
        if os.lstat(os.path.join(path, name)).st_uid == UID and not os.path.relpath(path, root).startswith(SCRATCH)
    ]
    written = [each for each in written if os.path.relpath(each, root) not in SCRATCH]
    assert not written, f"written outside the volume: {written[:5]}"
    [packages] = root.glob("opt/venv/lib/python3.*/site-packages")
    left = [name for name in TO_BUILD_WITH if (packages / name).exists()]
    assert not left, f"not needed by a server: {left}"
    say("contents", "nothing written outside the volume, no tools to build with")


def _size(folder: Path) -> int:
    """In bytes, as files have them."""
    total = 0
    for path, _, names in os.walk(folder):
        total += sum(os.lstat(os.path.join(path, name)).st_size for name in names)
    return total


def main(work: Path, tag: str, base: str) -> None:
    """Try it."""
    image, data = Image(work, tag), work / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    os.chown(data, UID, UID)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with image.serving(data, port) as (client, ready, server):
        say("ready on an empty volume", f"{ready:.1f} s, {spent(server)}")
        late = ready > EMPTY_SECONDS
        assert image.health(port), "the health check fails beside a server that is ready"
        ticket = story(client)
        say("resident", f"{server.memory_info().rss / 1e6:.0f} MB")
        say("stopped after", f"{stopped(server):.2f} s")
    with image.serving(data, port) as (client, ready, server):
        say("ready on a used volume", f"{ready:.1f} s, {spent(server)}")
        late = late or ready > USED_SECONDS
        login = {"username": "admin", "password": PASSWORD}
        client.headers["Authorization"] = f"Bearer {client.post('/login', json=login).json()['access_token']}"
        assert client.get(f"/incidents/{ticket}").json()["occurrences"] == 1, "a report was lost"
        assert client.post("/incident", json=REPORT).json()["incident_id"] == ticket
        stopped(server)
    assert not image.health(port), "the health check passes without a server"
    contents(image.mounted())
    bare = image.ask("from", "--pull-never", base)
    sizes(image.mounted(), Path(image.ask("mount", bare)))
    if late:
        say("too late", f"allowed are {EMPTY_SECONDS:.0f} s on an empty volume and {USED_SECONDS:.0f} s on a used one")
        sys.exit(0 if os.environ.get("IMAGE_SLOW_MACHINE") else 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
