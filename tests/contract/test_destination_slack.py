"""Slack keeps the contract of destinations, by a bot's token and by an incoming webhook."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.destination import SECRET, DestinationContract, Opener
from tests.support.clock import ManualClock
from tests.support.servers.slack import SlackDouble, SlackHookDouble
from tools.notify.slack import Slack
from tools.notify.specs import Secret, SlackSpec


class TestSlackBot(DestinationContract):
    """One message per ticket, its story in the thread."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[SlackDouble]:
        async with SlackDouble() as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: SlackDouble, clock: ManualClock) -> Opener:
        spec = SlackSpec(
            name="oncall",
            token=Secret("SLACK_BOT_TOKEN", SECRET),
            channel="#incidents",
            signing_secret=Secret("SLACK_SIGNING_SECRET", SECRET),
            api_url=vendor.api_url,
        )
        return lambda: Slack.open(spec, clock)


class TestSlackHook(DestinationContract):
    """Posts only."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[SlackHookDouble]:
        async with SlackHookDouble() as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: SlackHookDouble, clock: ManualClock) -> Opener:
        spec = SlackSpec(name="oncall", url=Secret("SLACK_WEBHOOK_URL", f"{vendor.url}/services/T1/B1/{SECRET}"))
        return lambda: Slack.open(spec, clock)
