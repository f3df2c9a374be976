"""Teams, Google Chat, Standard Webhooks and apprise keep the contract of destinations."""

import base64
from collections.abc import AsyncIterator

import pytest

from tests.contract.destination import SECRET, DestinationContract, Opener
from tests.support.clock import ManualClock
from tests.support.servers.chats import GoogleChatDouble, TeamsDouble
from tests.support.servers.hooks import AppriseTarget, HookReceiver
from tests.support.servers.vendor import Vendor
from tools.notify.apprise import Apprise
from tools.notify.googlechat import GoogleChat
from tools.notify.specs import AppriseSpec, GoogleChatSpec, Secret, TeamsSpec, WebhookSpec
from tools.notify.standard_webhook import StandardWebhook
from tools.notify.teams import Teams
from tools.ports import Destination

KEYS = ["whsec_" + base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2)]


class TestTeams(DestinationContract):
    """Posts cards."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[TeamsDouble]:
        async with TeamsDouble() as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: TeamsDouble, clock: ManualClock) -> Opener:
        spec = TeamsSpec(name="teams", url=Secret("TEAMS_URL", f"{vendor.url}/workflows/1?sig={SECRET}"))
        return lambda: Teams.open(spec, clock)


class TestGoogleChat(DestinationContract):
    """A thread per ticket."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[GoogleChatDouble]:
        async with GoogleChatDouble() as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: GoogleChatDouble, clock: ManualClock) -> Opener:
        spec = GoogleChatSpec(
            name="chat", url=Secret("CHAT_URL", f"{vendor.url}/v1/spaces/A/messages?key=k&token={SECRET}")
        )
        return lambda: GoogleChat.open(spec, clock)


class TestStandardWebhook(DestinationContract):
    """Signed, by two secrets while one is exchanged."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[HookReceiver]:
        async with HookReceiver(*KEYS) as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: HookReceiver, clock: ManualClock) -> Opener:
        spec = WebhookSpec(
            name="hook",
            url=f"{vendor.url}/hook/{SECRET}",
            secrets=tuple(Secret(f"HOOK_SECRET_{number}", key) for number, key in enumerate(KEYS)),
            allow_private=True,
        )
        return lambda: StandardWebhook.open(spec, clock)


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
class TestApprise(DestinationContract):
    """Says whether it worked, and no more."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[AppriseTarget]:
        async with AppriseTarget() as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: AppriseTarget, clock: ManualClock) -> Opener:
        url = vendor.url.replace("http://", "json://") + f"/{SECRET}?rto=1"
        spec = AppriseSpec(name="other", url=Secret("APPRISE_URL", url))
        return lambda: Apprise.open(spec, clock)

    async def test_the_wait_that_is_asked_for_is_kept(self, told: Destination, vendor: Vendor) -> None:
        """apprise does not say what was answered."""

    async def test_a_check_finds_a_broken_set_up(self, told: Destination, vendor: Vendor) -> None:
        """apprise can try nothing without telling somebody."""
