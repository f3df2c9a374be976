"""A server's tickets as its client sees them, for tests that wait for what a monitor tells; and keys for senders."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.servers.product import command

WAIT_SECONDS = 40.0
BUSY = "The workers are busy for too long"


def labels(service: str, name: str = "WorkersBusy", **more: str) -> dict[str, str]:
    """Of an alert of that service."""
    return {"alertname": name, "service": service, "severity": "warning", **more}


@dataclass
class Tickets:
    """A logged-in client, and the tickets of one service."""

    client: httpx.Client
    address: str

    def of(self, service: str) -> list[dict[str, Any]]:
        """Newest first."""
        answer = self.client.get("/incidents", params={"service": service})
        return list(answer.raise_for_status().json()["incidents"])

    def until(self, service: str, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The service's tickets as soon as they are so. Fails with what they are after WAIT_SECONDS."""
        ends = time.monotonic() + WAIT_SECONDS
        while not holds(found := self.of(service)):
            told = [{name: each[name] for name in ("title", "status", "occurrences", "reminders")} for each in found]
            assert time.monotonic() < ends, told
            time.sleep(0.2)
        return found

    def stays(self, service: str, seconds: float, holds: Callable[[list[dict[str, Any]]], bool]) -> None:
        """They are so during that time."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            assert holds(found := self.of(service)), found
            time.sleep(0.3)

    def resolve(self, incident_id: str) -> None:
        body = {"incident_id": incident_id, "resolution": "more workers", "resolved_by": "ada"}
        self.client.post("/resolve", json=body).raise_for_status()


def key_for(data: Path, sender: str) -> str:
    """A key that may only report, as that sender."""
    [key] = re.findall(r"iir_\w+", command(data, "key", "add", sender, "--scope", "report", "--sender", sender).stdout)
    return str(key)
