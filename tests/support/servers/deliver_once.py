"""A process that delivers one message, for tests that kill it: `python -m tests.support.servers.deliver_once JSON`.

It ends by itself when the message is delivered, and prints the thread that is to be kept.
"""

import asyncio
import json
import sys
from dataclasses import replace

from tests.support.clock import START
from tests.support.messages import delivery, life
from tools.notify.adapters import open_destination
from tools.notify.specs import (
    AppriseSpec,
    EmailSpec,
    GoogleChatSpec,
    JiraSpec,
    PagerDutySpec,
    Secret,
    SlackSpec,
    Spec,
    TeamsSpec,
    WebhookSpec,
)
from tools.nouns.deliveries import Delivery, OutcomeKind, Thread
from tools.nouns.notices import NoticeKind

SECRET = Secret("SECRET", "s" * 32)
TOLD = tuple(each for each in life() if each.kind in (NoticeKind.OPENED, NoticeKind.RESOLVED))


def spec_of(name: str, url: str) -> Spec:
    """A place at that address."""
    specs: dict[str, Spec] = {
        "slack": SlackSpec(name=name, token=SECRET, channel="#incidents", api_url=f"{url}/api/"),
        "pagerduty": PagerDutySpec(name=name, routing_key=SECRET, events_url=f"{url}/v2/enqueue"),
        "jira": JiraSpec(name=name, url=url, user=SECRET, token=SECRET, project="OPS"),
        "googlechat": GoogleChatSpec(name=name, url=Secret("URL", f"{url}/v1/spaces/A/messages?key=k")),
        "webhook": WebhookSpec(name=name, url=url, allow_private=True),
        "slack-webhook": SlackSpec(name=name, url=Secret("URL", f"{url}/services/T1/B1/x")),
        "teams": TeamsSpec(name=name, url=Secret("URL", f"{url}/workflows/1?sig=s")),
        "apprise": AppriseSpec(name=name, url=Secret("URL", f"{url.replace('http://', 'json://')}/x")),
        "email": EmailSpec(
            name=name,
            sender="responder@example.org",
            to=("ops@example.org",),
            host="127.0.0.1",
            port=int(url.rpartition(":")[2].split("/")[0]),
            starttls=False,
        ),
    }
    return specs[name]


async def deliver(spec: Spec, told: Delivery, thread: Thread) -> Thread:
    """As a lane does it: again, after what was asked for, until it is told. Waits cost no time here."""
    now = START
    destination = open_destination(spec, lambda: now)
    for tries in range(told.tries, told.tries + 5):
        outcome = await destination.deliver(replace(told, tries=tries), thread)
        if outcome.kind is OutcomeKind.DELIVERED:
            await destination.close()
            return outcome.thread or thread
        now += (outcome.retry_after or 1.0) + 1.0
    raise SystemExit(f"not delivered: {outcome.reason}")


def main(name: str, url: str, number: int, tries: int, external_id: str, details: dict[str, str]) -> None:
    """Deliver the message of that number."""
    told = delivery(TOLD[number], tries=tries)
    kept = asyncio.run(deliver(spec_of(name, url), told, Thread(external_id, details)))
    sys.stdout.write(json.dumps([kept.external_id, dict(kept.details)]))


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
