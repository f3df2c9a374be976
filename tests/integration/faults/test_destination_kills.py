"""A process that is killed at any request of a delivery, before or after the vendor took it, loses nothing.

It tells nothing twice either, wherever a repeat can be found out or ignored.
"""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.clock import START
from tests.support.servers import jira as jira_double
from tests.support.servers.chats import GoogleChatDouble, TeamsDouble
from tests.support.servers.deliver_once import TOLD
from tests.support.servers.hooks import AppriseTarget, HookReceiver
from tests.support.servers.jira import JiraDouble
from tests.support.servers.mail import MailServer
from tests.support.servers.pagerduty import PagerDutyDouble
from tests.support.servers.process import ROOT
from tests.support.servers.slack import SlackDouble, SlackHookDouble
from tests.support.servers.vendor import Vendor

pytestmark = pytest.mark.long

PLACES = ("slack", "pagerduty", "jira", "googlechat", "webhook", "email")
NO_REPEAT_IS_FOUND = ("slack-webhook", "teams", "apprise")
Kept = tuple[str, dict[str, str]]


@dataclass
class Killer:
    """Kills the running process at one of its requests."""

    after: bool
    at: int = 0
    seen: int = 0
    process: asyncio.subprocess.Process | None = None

    def attach(self, vendor: Vendor) -> None:
        if isinstance(vendor, MailServer):
            self._attach_to_mail(vendor)
            return
        take = vendor.take

        async def taken(request: web.Request, body: bytes) -> web.Response:
            number, self.seen = self.seen, self.seen + 1
            if number == self.at and not self.after:
                self.strike()
                return web.Response()
            answer = await take(request, body)
            if number == self.at:
                self.strike()
            return answer

        vendor.take = taken  # type: ignore[method-assign]

    def _attach_to_mail(self, server: MailServer) -> None:
        take = server.handle_DATA

        async def taken(smtp: SMTP, session: Session, envelope: Envelope) -> str:
            number, self.seen = self.seen, self.seen + 1
            answer = "" if number == self.at and not self.after else await take(smtp, session, envelope)
            if number == self.at:
                self.strike()
            return answer or "451 nobody reads this"

        server.handle_DATA = taken  # type: ignore[assignment, method-assign]

    def strike(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)

    async def run(self, *arguments: object) -> Kept | None:
        """What the process leaves; None if it was killed."""
        self.seen = 0
        command = [sys.executable, "-m", "tests.support.servers.deliver_once", json.dumps(arguments)]
        self.process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        told, _ = await self.process.communicate()
        if self.process.returncode == -signal.SIGKILL:
            return None
        assert self.process.returncode == 0
        external_id, details = json.loads(told)
        return external_id, details


def vendor_of(name: str) -> Vendor:
    made: dict[str, Vendor] = {
        "slack": SlackDouble(),
        "pagerduty": PagerDutyDouble(),
        "jira": JiraDouble(lambda: START),
        "googlechat": GoogleChatDouble(),
        "webhook": HookReceiver(),
        "email": MailServer("", ""),
        "slack-webhook": SlackHookDouble(),
        "teams": TeamsDouble(),
        "apprise": AppriseTarget(),
    }
    return made[name]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", PLACES)
async def test_a_killed_delivery_is_told_once(name: str, after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jira_double, "LAG_SECONDS", 0.0)
    async with vendor_of(name) as vendor:
        kept: Kept = ("", {})
        killer = Killer(after)
        killer.attach(vendor)
        for number in range(len(TOLD)):
            killer.at, left = 0, None
            while left is None:
                left = await killer.run(name, vendor.url, number, killer.at, *kept)
                killer.at += left is None
            assert killer.at > 0
            kept = left
        assert vendor.count == (len(TOLD) if name in ("googlechat", "webhook", "email") else 1)
        if isinstance(vendor, SlackDouble):
            assert len(vendor.thread(vendor.posts[0]["ts"])) == 1
        if isinstance(vendor, JiraDouble):
            assert (vendor.issues[0].status, len(vendor.issues[0].comments)) == ("Done", 1)
        if isinstance(vendor, PagerDutyDouble):
            assert [each.status for each in vendor.alerts] == ["resolved"]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NO_REPEAT_IS_FOUND)
async def test_where_no_repeat_is_found_nothing_is_lost(name: str) -> None:
    async with vendor_of(name) as vendor:
        for after in (False, True):
            killer, before = Killer(after), vendor.count
            killer.attach(vendor)
            assert await killer.run(name, vendor.url, 0, 0, "", {}) is None
            assert vendor.count == before + after
            killer.at = -1
            assert await killer.run(name, vendor.url, 0, 1, "", {}) is not None
            assert vendor.count == before + 1 + after
