"""Mail keeps the contract of destinations, and a ticket is one thread."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.contract.destination import SECRET, DestinationContract, Opener
from tests.support.clock import ManualClock
from tests.support.messages import NOTHING_YET, delivery, hostile, life, message
from tests.support.servers.mail import MailServer
from tests.support.servers.vendor import Fault, Vendor
from tools.errors import Misconfigured
from tools.notify import email
from tools.notify.email import Email
from tools.notify.specs import EmailSpec, Secret
from tools.nouns.deliveries import OutcomeKind
from tools.nouns.notices import NoticeKind
from tools.ports import Destination

USER = "responder"


class TestEmail(DestinationContract):
    """Text and HTML, by SMTP."""

    @pytest.fixture(autouse=True)
    def short_mails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(email, "SECONDS", 1.5)

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[MailServer]:
        async with MailServer(USER, SECRET) as running:
            yield running

    @pytest.fixture
    def spec(self, vendor: MailServer) -> EmailSpec:
        return EmailSpec(
            name="mail",
            sender="responder@example.org",
            to=("ops@example.org",),
            host="127.0.0.1",
            port=vendor.port,
            starttls=False,
            user=Secret("SMTP_USER", USER),
            password=Secret("SMTP_PASSWORD", SECRET),
        )

    @pytest.fixture
    def opener(self, spec: EmailSpec, clock: ManualClock) -> Opener:
        return lambda: Email.open(spec, clock)

    async def test_the_wait_that_is_asked_for_is_kept(self, told: Destination, vendor: Vendor) -> None:
        """A mail server names no time."""

    async def test_a_ticket_is_one_thread(self, told: Destination, vendor: MailServer) -> None:
        thread = NOTHING_YET
        for each in filter(lambda told_of: told.takes(told_of.kind), life()):
            thread = (await told.deliver(delivery(each), thread)).thread or thread
        first, *later = vendor.mails
        assert len({each["Message-ID"] for each in vendor.mails}) == len(vendor.mails) == 5
        assert (
            {each["References"] for each in later} == {each["In-Reply-To"] for each in later} == {first["Message-ID"]}
        )
        assert {each["Subject"] for each in later} == {f"Re: {first['Subject']}"}
        assert first["References"] is None

    async def test_headers_cannot_be_smuggled_in(self, told: Destination, vendor: MailServer) -> None:
        for kind in (NoticeKind.OPENED, NoticeKind.DIGEST):
            await told.deliver(delivery(hostile(kind)), NOTHING_YET)
        for mail in vendor.mails:
            assert mail["To"] == "ops@example.org"
            assert "bcc" not in {name.lower() for name in mail}

    async def test_a_wrong_password_blocks(self, vendor: MailServer, spec: EmailSpec, clock: ManualClock) -> None:
        vendor.account = (USER.encode(), b"another")
        outcome = await Email.open(spec, clock).deliver(delivery(message()), NOTHING_YET)
        assert outcome.kind is OutcomeKind.BLOCKED
        assert "535" in outcome.reason

    async def test_one_refused_address_does_not_stop_the_others(
        self, vendor: MailServer, spec: EmailSpec, clock: ManualClock
    ) -> None:
        told = Email.open(replace(spec, to=("gone@example.org", *spec.to)), clock)
        vendor.fail(Fault(550))
        assert (await told.deliver(delivery(message()), NOTHING_YET)).kind is OutcomeKind.DELIVERED
        assert vendor.count == 1

    async def test_without_the_encryption_asked_for_none_is_sent(self, vendor: MailServer, clock: ManualClock) -> None:
        url = Secret("SMTP_URL", vendor.url)
        spec = EmailSpec(name="mail", sender="a@example.org", to=("b@example.org",), smtp_url=url)
        outcome = await Email.open(spec, clock).deliver(delivery(message()), NOTHING_YET)
        assert (outcome.kind, vendor.count) == (OutcomeKind.LATER, 0)


@pytest.mark.parametrize("address", ["nobody", "a@example.org\r\nBcc: c@example.org", "a@example.org, b@example.org"])
def test_only_addresses_are_taken(address: str, clock: ManualClock) -> None:
    with pytest.raises(Misconfigured, match="not a mail address"):
        Email.open(EmailSpec(name="mail", sender="a@example.org", to=(address,), host="localhost"), clock)
