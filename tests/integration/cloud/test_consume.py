"""`incident-responder consume`: what waits is decided, and SIGTERM ends it with nothing lost."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers.moto_server import moto
from tests.support.servers.product import command, environment
from tests.support.servers.queues import TRIES, make_queue
from tests.support.servers.s3_store import credentials
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import queued_to_text
from tools.nouns.redacted import Redacted, stored
from tools.nouns.reports import Report
from tools.queue.sqs import SqsQueue
from tools.settings import Settings


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    credentials(monkeypatch)
    with moto() as address:
        yield make_queue(address)


async def fill(url: str, *texts: Redacted) -> None:
    queue = await SqsQueue.open(Settings(), url)
    for text in texts:
        await queue.send(text, "default")
    await queue.close()


def report(number: int) -> Redacted:
    service, log = stored("storage"), stored("disk sda is full")
    return queued_to_text(QueuedReport(Report(f"req_{number:032x}", "default", service, log, time.time())))


def state(folder: Path, url: str) -> dict[str, int]:
    told = command(folder, "queue", "status", "--json", QUEUE_URL=url)
    assert told.returncode == 0, told.stderr
    found: dict[str, int] = json.loads(told.stdout)
    return found


def test_what_waits_is_decided_once(url: str, tmp_path: Path) -> None:
    asyncio.run(fill(url, *(report(number) for number in (1, 2, 3, 2, 1)), stored("poison")))
    folder = tmp_path / "data"
    consume = [sys.executable, "-m", "api.cli", "consume", "--loops", "2"]
    env = environment(folder, QUEUE_URL=url)
    with (tmp_path / "consume.log").open("wb") as log:
        process = subprocess.Popen(consume, env=env, cwd=tmp_path, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 120
        while sum(state(folder, url)[name] for name in ("waiting", "in_hand")) > 1:
            assert process.poll() is None, (tmp_path / "consume.log").read_text("utf-8")
            assert time.monotonic() < until, "the queue was not emptied"
            time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    [listed] = json.loads(command(folder, "list", "--json").stdout)["incidents"]
    assert listed["occurrences"] == 3
    assert "not JSON" in (tmp_path / "consume.log").read_text("utf-8")


def test_dead_letters_are_put_back(url: str, tmp_path: Path) -> None:
    async def spoil() -> None:
        queue = await SqsQueue.open(Settings(), url)
        await queue.send(stored("poison"), "default")
        for _ in range(TRIES):
            await queue.put_back(await queue.receive(1), 0)
        await queue.receive(0)
        await queue.close()

    asyncio.run(spoil())
    assert state(tmp_path / "data", url) == {"waiting": 0, "in_hand": 0, "dead": 1}
    assert "1 messages are back" in command(tmp_path / "data", "queue", "redrive", QUEUE_URL=url).stdout
    assert state(tmp_path / "data", url) == {"waiting": 1, "in_hand": 0, "dead": 0}


@pytest.mark.parametrize("arguments", [["consume"], ["queue", "status"], ["queue", "redrive"]])
def test_without_a_shared_queue_the_setting_is_named(arguments: list[str], tmp_path: Path) -> None:
    for settings in ({}, {"QUEUE_URL": "memory:"}):
        told = command(tmp_path / "data", *arguments, **settings)
        assert told.returncode == 2
        assert "QUEUE_URL" in told.stderr
