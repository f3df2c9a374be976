"""PagerDuty closes an incident with the key that opened it; a webhook is signed with each of its secrets."""

import base64
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from tests.support.clock import START, ManualClock
from tests.support.messages import NOTHING_YET, TICKET, delivery, life, message
from tests.support.servers.hooks import HookReceiver
from tests.support.servers.pagerduty import PagerDutyDouble
from tests.support.servers.vendor import Fault
from tests.support.servers.webhook_receiver import receiving
from tools.errors import Misconfigured
from tools.notify.pagerduty import RATE_LIMIT_WAIT_SECONDS, PagerDuty
from tools.notify.specs import PagerDutySpec, Secret, WebhookSpec
from tools.notify.standard_webhook import StandardWebhook
from tools.nouns.deliveries import Outcome, OutcomeKind, Thread
from tools.nouns.incidents import Status
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind

OLD, NEW = Secret("PAGERDUTY_OLD", "o" * 32), Secret("PAGERDUTY_ROUTING_KEY", "n" * 32)
RESOLVED = message(NoticeKind.RESOLVED, status=Status.RESOLVED)
SECRETS = [Secret(f"HOOK_{number}", "whsec_" + base64.b64encode(bytes([number]) * 32).decode()) for number in (1, 2)]


@pytest.fixture
async def pager() -> AsyncIterator[PagerDutyDouble]:
    async with PagerDutyDouble() as running:
        yield running


def spec(pager: PagerDutyDouble, key: Secret, *older: Secret) -> PagerDutySpec:
    return PagerDutySpec(name="pager", routing_key=key, older_routing_keys=older, events_url=pager.events_url)


async def tell(spec: PagerDutySpec, told: Message, thread: Thread = NOTHING_YET) -> Outcome:
    destination = PagerDuty.open(spec, lambda: START)
    outcome = await destination.deliver(delivery(told), thread)
    await destination.close()
    return outcome


async def test_an_incident_is_closed_with_the_key_that_opened_it(pager: PagerDutyDouble) -> None:
    opened = await tell(spec(pager, OLD), message())
    assert opened.thread is not None
    closed = await tell(spec(pager, NEW, OLD), RESOLVED, opened.thread)
    assert closed.kind is OutcomeKind.DELIVERED
    assert [each.status for each in pager.alerts] == ["resolved"]
    assert pager.dropped == []


async def test_a_key_that_is_gone_is_told_instead_of_nothing(pager: PagerDutyDouble) -> None:
    opened = await tell(spec(pager, OLD), message())
    assert opened.thread is not None
    closed = await tell(spec(pager, NEW), RESOLVED, opened.thread)
    assert closed.kind is OutcomeKind.REFUSED
    assert "PAGERDUTY_OLD" in closed.reason
    assert "older_routing_keys_env" in closed.reason
    assert len(pager.requests) == 1


async def test_the_same_variable_with_another_key_is_noticed(pager: PagerDutyDouble) -> None:
    opened = await tell(spec(pager, OLD), message())
    assert opened.thread is not None
    closed = await tell(spec(pager, replace(NEW, env=OLD.env)), RESOLVED, opened.thread)
    assert closed.kind is OutcomeKind.REFUSED


async def test_somebody_is_paged_although_the_key_is_gone(pager: PagerDutyDouble) -> None:
    opened = await tell(spec(pager, OLD), message())
    assert opened.thread is not None
    paged = await tell(spec(pager, NEW), message(NoticeKind.UNACKNOWLEDGED), opened.thread)
    assert paged.kind is OutcomeKind.DELIVERED
    assert [each.routing_key for each in pager.alerts] == [OLD.value, NEW.value]


async def test_what_is_over_is_not_triggered(pager: PagerDutyDouble) -> None:
    await tell(spec(pager, NEW), message(NoticeKind.ESCALATED, status=Status.RESOLVED))
    assert pager.alerts == []


async def test_a_limit_without_a_time_waits_for_minutes(pager: PagerDutyDouble) -> None:
    pager.fail(Fault(429))
    outcome = await tell(spec(pager, NEW), message())
    assert (outcome.kind, outcome.retry_after) == (OutcomeKind.LATER, RATE_LIMIT_WAIT_SECONDS)


async def test_a_key_that_is_none_blocks(pager: PagerDutyDouble) -> None:
    pager.keys = {OLD.value}
    assert (await tell(spec(pager, NEW), message())).kind is OutcomeKind.BLOCKED


@pytest.mark.parametrize("value", ["", "short", "x" * 33, "x" * 31 + "\n", "-" * 32])
def test_only_keys_are_taken(pager: PagerDutyDouble, value: str) -> None:
    with pytest.raises(Misconfigured, match="PAGERDUTY_BAD"):
        PagerDuty.open(spec(pager, Secret("PAGERDUTY_BAD", value)), lambda: START)


async def test_a_split_off_ticket_has_an_incident_of_its_own(pager: PagerDutyDouble) -> None:
    for each in (life()[0], message(NoticeKind.SPLIT, incident_id="inc_01JYYYYYYYYYYYYYYYYYYYYYYY")):
        await tell(spec(pager, NEW), each)
    assert [each.dedup_key for each in pager.alerts] == [TICKET, "inc_01JYYYYYYYYYYYYYYYYYYYYYYY"]


def hook(receiver: HookReceiver | None, *secrets: Secret, url: str = "", allow: bool = True) -> WebhookSpec:
    address = url or (f"{receiver.url}/hook" if receiver else "")
    return WebhookSpec(name="hook", url=address, secrets=secrets, allow_private=allow)


async def test_each_of_two_secrets_verifies(clock: ManualClock) -> None:
    async with HookReceiver(*(each.value for each in SECRETS)) as receiver:
        told = StandardWebhook.open(hook(receiver, *SECRETS), clock)
        assert (await told.deliver(delivery(message()), NOTHING_YET)).kind is OutcomeKind.DELIVERED
        await told.close()
        assert receiver.verified == [each.value for each in SECRETS]


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Kolkata")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_utc")
async def test_the_bytes_that_are_sent_are_the_signed_ones(clock: ManualClock) -> None:
    """Wherever this machine stands; and each try is signed with its own moment."""
    with receiving() as receiver:
        told = StandardWebhook.open(hook(None, SECRETS[0], url=receiver.url), clock)
        for tries in (0, 1):
            await told.deliver(delivery(message(), tries=tries), NOTHING_YET)
            clock.pass_(3_600)
        await told.close()
    for (headers, body), moment in zip(receiver.received, (START, START + 3_600), strict=True):
        assert headers["webhook-timestamp"] == str(int(moment))
        expected = Webhook(SECRETS[0].value).sign(
            headers["webhook-id"], datetime.fromtimestamp(moment, UTC), body.decode()
        )
        assert headers["webhook-signature"] == expected
    assert receiver.received[0][0]["webhook-id"] == receiver.received[1][0]["webhook-id"]


async def test_ones_own_network_is_refused(clock: ManualClock) -> None:
    async with HookReceiver() as receiver:
        told = StandardWebhook.open(hook(receiver, allow=False), clock)
        outcome = await told.deliver(delivery(message()), NOTHING_YET)
        await told.close()
        assert outcome.kind is OutcomeKind.BLOCKED
        assert "allow_private" in outcome.reason
        assert receiver.requests == []


@pytest.mark.parametrize(
    "value", ["", "whsec_", "whsec_YQ==", "my pass phrase of some length, long enough", "whsec_" + "ab-_" * 11]
)
def test_secrets_that_others_would_read_otherwise_are_refused(clock: ManualClock, value: str) -> None:
    with pytest.raises(Misconfigured, match="HOOK_BAD"):
        StandardWebhook.open(hook(None, Secret("HOOK_BAD", value), url="https://hook.example"), clock)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "hook.example"])
def test_only_web_addresses_are_taken(clock: ManualClock, url: str) -> None:
    with pytest.raises(Misconfigured, match="https://"):
        StandardWebhook.open(WebhookSpec(name="hook", url=url), clock)
