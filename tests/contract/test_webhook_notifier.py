"""The webhook tells a real receiver what happened, signed; a delivery that failed is raised, to be tried again."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace

import purgatory.domain.model
import pytest

from tests.support.notices import notice
from tests.support.servers.webhook_receiver import Receiver, receiving
from tools.errors import Misconfigured, Unavailable
from tools.notify import webhook
from tools.notify.webhook import WebhookNotifier
from tools.nouns.events import Escalated
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.severity import Severity
from tools.resilience.guard import OPEN_SECONDS, THRESHOLD
from tools.settings import Settings

SECRET = "a-shared-secret-of-the-receiver"
TOLD = notice(
    kind=NoticeKind.REGRESSED,
    tenant="acme",
    incident_id="inc_2",
    root_id="inc_1",
    regression_of="inc_1",
    title="disk füll",
    notice_id="inc_2:42",
)

RECORDED = [
    (
        notice(notice_id="inc_1:5", incident_id="inc_1", root_id="inc_1", service="api", severity=Severity.LOW),
        '{"id":"inc_1:5","kind":"new","tenant":"default","incident_id":"inc_1","at":"2023-11-14T22:13:20.250Z",'
        '"data":{"service":"api","environment":"prod","severity":"LOW","title":"t","regression_of":null,'
        '"root_id":"inc_1"}}',
    ),
    (
        TOLD,
        '{"id":"inc_2:42","kind":"regression","tenant":"acme","incident_id":"inc_2","at":"2023-11-14T22:13:20.250Z",'
        '"data":{"service":"payments","environment":"prod","severity":"HIGH","title":"disk füll",'
        '"regression_of":"inc_1","root_id":"inc_1"}}',
    ),
    (
        notice(kind=NoticeKind.ESCALATED, follows=Escalated(Severity.LOW, Severity.HIGH, "req_2")),
        '{"id":"inc_0:7","kind":"escalated","tenant":"default","incident_id":"inc_0","at":"2023-11-14T22:13:20.250Z",'
        '"data":{"service":"payments","environment":"prod","severity":"HIGH","title":"t","regression_of":null,'
        '"root_id":"inc_0","from":"LOW","to":"HIGH","request_id":"req_2"}}',
    ),
]
"""Bodies as receivers have had them since the first release."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
async def notifier(receiver: Receiver) -> AsyncIterator[WebhookNotifier]:
    opened = WebhookNotifier.open(
        Settings(_env_file=None, notify_webhook_url=receiver.url, notify_webhook_secret=SECRET)
    )
    yield opened
    await opened.close()


@pytest.mark.parametrize(("told", "recorded"), RECORDED)
async def test_the_body_is_byte_for_byte_what_receivers_know(
    notifier: WebhookNotifier, receiver: Receiver, told: Notice, recorded: str
) -> None:
    await notifier.notify(told)
    assert receiver.received[0][1] == recorded.encode()


async def test_a_notice_arrives_signed_and_named_in_its_headers(notifier: WebhookNotifier, receiver: Receiver) -> None:
    await notifier.notify(TOLD)
    [(headers, body)] = receiver.received
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={expected}"
    assert headers["x-incident-responder-delivery"] == "inc_2:42"
    assert headers["x-incident-responder-event"] == "regression"
    assert headers["content-type"] == "application/json"


async def test_a_repeated_event_has_the_same_id_and_body(notifier: WebhookNotifier, receiver: Receiver) -> None:
    await notifier.notify(TOLD)
    await notifier.notify(TOLD)
    assert receiver.received[0][1] == receiver.received[1][1]


async def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    unsigned = WebhookNotifier(receiver.url)
    await unsigned.notify(TOLD)
    await unsigned.close()
    assert "x-hub-signature-256" not in receiver.received[0][0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 400, 401, 404, 410, 429, 500, 503])
async def test_anything_but_success_is_raised_and_never_followed(
    notifier: WebhookNotifier, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    with pytest.raises(Unavailable):
        await notifier.notify(TOLD)
    assert len(receiver.received) == 1


async def test_a_receiver_that_hangs_is_given_up(
    notifier: WebhookNotifier, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "ANSWER_TIMEOUT_SECONDS", 0.05)
    receiver.delay = 0.3
    with pytest.raises(Unavailable, match="TimeoutError"):
        await notifier.notify(TOLD)


async def test_a_receiver_that_is_down_is_left_alone_and_tried_again(
    notifier: WebhookNotifier, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(purgatory.domain.model, "time", SimpleNamespace(time=lambda: now))
    resting = WebhookNotifier(receiver.url)
    receiver.status = 503
    for _ in range(3 * THRESHOLD):
        with pytest.raises(Unavailable):
            await resting.notify(TOLD)
    assert (len(receiver.received), resting.guard.state) == (THRESHOLD, "opened")
    receiver.status, receiver.received = 200, []
    now += OPEN_SECONDS + 0.1
    await resting.notify(TOLD)
    assert (len(receiver.received), resting.guard.state) == (1, "closed")
    await resting.close()


async def test_a_refusal_is_no_mark_against_the_receiver(notifier: WebhookNotifier, receiver: Receiver) -> None:
    receiver.status = 400
    for _ in range(THRESHOLD + 1):
        with pytest.raises(Unavailable, match="400"):
            await notifier.notify(TOLD)
    assert notifier.guard.state == "closed"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/", "hook.example", "//host/"])
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(Misconfigured, match="NOTIFY_WEBHOOK_URL"):
        WebhookNotifier.open(Settings(_env_file=None, notify_webhook_url=url))
