"""The whole life of a ticket leaves one message with its thread, one incident in its last state, one issue."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from tests.support.clock import START, ManualClock
from tests.support.messages import NOTHING_YET, TICKET, delivery, life, message
from tests.support.servers.jira import JiraDouble
from tests.support.servers.pagerduty import PagerDutyDouble
from tests.support.servers.slack import SlackDouble
from tests.support.servers.slack_text import shown
from tests.support.servers.vendor import TAKEN_AND_CUT, Vendor
from tools.notify.adapters import open_destination
from tools.notify.specs import JiraSpec, PagerDutySpec, Secret, SlackSpec
from tools.nouns.deliveries import OutcomeKind, Thread
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import stored
from tools.ports import Destination

BACK = "inc_01JYYYYYYYYYYYYYYYYYYYYYYY"
WHOLE = (
    *life(),
    message(
        NoticeKind.REGRESSED,
        incident_id=BACK,
        notice_id=f"{BACK}:0",
        at=START + 600,
        regression_of=TICKET,
        fixed_last_time=stored("A larger pool."),
    ),
)


@dataclass
class World:
    """Three places, and what is kept of them."""

    clock: ManualClock
    slack: SlackDouble
    pager: PagerDutyDouble
    jira: JiraDouble

    def open(self) -> list[tuple[Destination, Vendor]]:
        secret = Secret("TOKEN", "xoxb-1")
        bot = SlackSpec(
            name="slack", token=secret, channel="#incidents", signing_secret=secret, api_url=self.slack.api_url
        )
        key = Secret("PAGERDUTY_ROUTING_KEY", "r" * 32)
        pager = PagerDutySpec(name="pager", routing_key=key, events_url=self.pager.events_url)
        jira = JiraSpec(
            name="jira", url=self.jira.url, user=secret, token=secret, project="OPS", priorities={"HIGH": "High"}
        )
        vendors: list[Vendor] = [self.slack, self.pager, self.jira]
        specs = (bot, pager, jira)
        return [(open_destination(each, self.clock), vendor) for each, vendor in zip(specs, vendors, strict=True)]


@pytest.fixture
async def world(clock: ManualClock) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackDouble())
        pager = await stack.enter_async_context(PagerDutyDouble())
        jira = await stack.enter_async_context(JiraDouble(clock))
        yield World(clock, slack, pager, jira)


async def tell(world: World, told: tuple[Message, ...], *, crashing: bool) -> None:
    """As the engine does it. When crashing, each try loses the answer to one call later than the try before it."""
    kept: dict[tuple[int, str], Thread] = {}
    for each in told:
        for number in range(3):
            place = (number, each.incident_id)
            thread = await deliver(world, number, each, kept.get(place, NOTHING_YET), crashing=crashing)
            kept[place] = thread or kept.get(place, NOTHING_YET)


async def deliver(world: World, number: int, told: Message, thread: Thread, *, crashing: bool) -> Thread | None:
    """Until it is delivered, by a process that dies when the answer to a call is lost."""
    destination, vendor = world.open()[number]
    lost = 0
    for tries in range(20 if destination.takes(told.kind) else 0):
        vendor.faults.extend([None] * lost + [TAKEN_AND_CUT] if crashing else [])
        outcome = await destination.deliver(delivery(told, tries=tries), thread)
        died = crashing and TAKEN_AND_CUT not in vendor.faults
        vendor.faults.clear()
        if outcome.kind is OutcomeKind.DELIVERED:
            await destination.close()
            return outcome.thread
        assert (outcome.kind, crashing) == (OutcomeKind.LATER, True), outcome.reason
        world.clock.pass_(outcome.retry_after or 1)
        if died:
            lost += 1
            await destination.close()
            destination, vendor = world.open()[number]
    assert not destination.takes(told.kind), "it was never delivered"
    return None


@pytest.mark.parametrize("crashing", [False, True])
async def test_a_life_leaves_one_thing_in_each_place(world: World, crashing: bool) -> None:
    await tell(world, WHOLE, crashing=crashing)
    first, back = world.slack.channel
    assert [len(world.slack.thread(post["ts"])) for post in (first, back)] == [5, 0]
    [alert, again] = world.pager.alerts
    assert [(each.dedup_key, each.status) for each in (alert, again)] == [(TICKET, "resolved"), (BACK, "triggered")]
    [issue, issue_again] = world.jira.issues
    assert (issue.status, issue_again.status) == ("Done", "To Do")
    assert len(issue.comments) == 4  # advice, escalated, acknowledged, resolved
    assert crashing or world.pager.dropped == []


async def test_the_message_shows_the_ticket_as_it_is_now(world: World) -> None:
    await tell(world, WHOLE, crashing=False)
    first, back = world.slack.channel
    assert first["edits"] == 5
    text = "\n".join(shown(first["blocks"]))
    assert "RESOLVED" in text
    assert "HIGH" in text
    assert "Acknowledge" not in text
    assert "A larger pool." in "\n".join(shown(back["blocks"]))
    assert "Acknowledge" in "\n".join(shown(back["blocks"]))
    assert [each for each in world.slack.posts if each.get("reply_broadcast")] == []


async def test_an_escalation_raises_the_priority(world: World) -> None:
    await tell(world, life()[:4], crashing=False)
    assert world.jira.issues[0].fields["priority"] == {"name": "High"}


async def test_a_reopened_ticket_is_live_again_everywhere(world: World) -> None:
    reopened = message(NoticeKind.REOPENED, at=START + 700)
    await tell(world, (*life(), reopened), crashing=True)
    assert world.jira.issues[0].status == "To Do"
    assert [each.status for each in world.pager.alerts] == ["resolved", "triggered"]
    [post, told_again] = world.slack.channel
    assert told_again["thread_ts"] == post["ts"]
