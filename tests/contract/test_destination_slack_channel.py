"""A bot's channel: what it finds again, what it does when it may not look, and when its message is gone."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.support.clock import ManualClock
from tests.support.messages import NOTHING_YET, TICKET, delivery, message
from tests.support.servers.slack import CHANNEL, SlackDouble
from tests.support.servers.slack_text import shown
from tests.support.servers.vendor import TAKEN_AND_CUT, Fault
from tools.errors import Misconfigured
from tools.notify.slack import Slack
from tools.notify.slack_actions import ACTION_IDS
from tools.notify.specs import Secret, SlackSpec
from tools.nouns.deliveries import OutcomeKind
from tools.nouns.incidents import Status
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import stored
from tools.ports import Destination, Editable

TOKEN = Secret("SLACK_BOT_TOKEN", "xoxb-1")


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with SlackDouble() as running:
        yield running


@pytest.fixture
async def bot(slack: SlackDouble, clock: ManualClock) -> AsyncIterator[Destination]:
    opened = Slack.open(spec(slack), clock)
    yield opened
    await opened.close()


def spec(slack: SlackDouble, channel: str = "#incidents", signing: Secret | None = TOKEN) -> SlackSpec:
    return SlackSpec(name="oncall", token=TOKEN, channel=channel, signing_secret=signing, api_url=slack.api_url)


@pytest.mark.parametrize("channel", ["#incidents", CHANNEL])
async def test_a_lost_answer_is_found_by_name_and_by_id(slack: SlackDouble, clock: ManualClock, channel: str) -> None:
    told = Slack.open(spec(slack, channel), clock)
    slack.fail(TAKEN_AND_CUT)
    await told.deliver(delivery(message()), NOTHING_YET)
    found = await told.deliver(delivery(message(), tries=1), NOTHING_YET)
    await told.close()
    assert found.kind is OutcomeKind.DELIVERED
    assert found.thread is not None
    assert (found.thread.external_id, found.thread.details["channel"]) == (slack.posts[0]["ts"], CHANNEL)
    assert slack.count == 1


async def test_it_is_found_behind_many_pages(slack: SlackDouble, bot: Destination) -> None:
    slack.fail(TAKEN_AND_CUT)
    await bot.deliver(delivery(message()), NOTHING_YET)
    for number in range(25):
        await bot.deliver(delivery(message(incident_id=f"inc_{number:026}"), f"dlv_{number}"), NOTHING_YET)
    slack.page = 10
    await bot.deliver(delivery(message(), tries=1), NOTHING_YET)
    assert slack.count == 26


async def test_without_leave_to_read_it_posts_and_says_so(
    slack: SlackDouble, bot: Destination, caplog: pytest.LogCaptureFixture
) -> None:
    slack.scopes = {"chat:write"}
    slack.fail(TAKEN_AND_CUT)
    await bot.deliver(delivery(message()), NOTHING_YET)
    with caplog.at_level(logging.WARNING):
        outcome = await bot.deliver(delivery(message(), tries=1), NOTHING_YET)
    assert (outcome.kind, slack.count) == (OutcomeKind.DELIVERED, 2)
    assert "may be posted twice" in caplog.text
    assert (await bot.check()).kind is OutcomeKind.BLOCKED


async def test_a_deleted_message_is_posted_anew(slack: SlackDouble, bot: Destination) -> None:
    first = await bot.deliver(delivery(message()), NOTHING_YET)
    slack.posts.clear()
    resolved = message(NoticeKind.RESOLVED, status=Status.RESOLVED)
    second = await bot.deliver(delivery(resolved), first.thread or NOTHING_YET)
    assert (second.kind, slack.count) == (OutcomeKind.DELIVERED, 1)
    assert second.thread != first.thread


async def test_a_ticket_it_never_heard_of_is_posted_once(slack: SlackDouble, bot: Destination) -> None:
    outcome = await bot.deliver(delivery(message(NoticeKind.ESCALATED)), NOTHING_YET)
    assert (outcome.kind, slack.count) == (OutcomeKind.DELIVERED, 1)
    assert slack.thread(slack.posts[0]["ts"]) == []


async def test_a_digest_is_posted_once_and_keeps_no_thread(slack: SlackDouble, bot: Destination) -> None:
    digest = message(NoticeKind.DIGEST, incident_id="", root_id="")
    slack.fail(TAKEN_AND_CUT)
    await bot.deliver(delivery(digest, "dlv_digest"), NOTHING_YET)
    outcome = await bot.deliver(delivery(digest, "dlv_digest", tries=1), NOTHING_YET)
    assert (outcome.kind, outcome.thread, slack.count) == (OutcomeKind.DELIVERED, None, 1)


@pytest.mark.parametrize("status", list(Status))
async def test_buttons_fit_the_state_and_hold_the_ticket(slack: SlackDouble, bot: Destination, status: Status) -> None:
    await bot.deliver(delivery(message(status=status)), NOTHING_YET)
    elements = [each for block in slack.posts[0]["blocks"] if block["type"] == "actions" for each in block["elements"]]
    words = {
        Status.OPEN: ["Acknowledge", "Resolve", "Not the same", "Helpful", "Not helpful"],
        Status.ACKNOWLEDGED: ["Resolve", "Not the same", "Helpful", "Not helpful"],
        Status.RESOLVED: ["Helpful", "Not helpful"],
        Status.MERGED: [],
    }
    assert [each["text"]["text"] for each in elements] == words[status]
    assert {each["action_id"] for each in elements} <= ACTION_IDS
    assert {each["value"] for each in elements} <= {TICKET}


async def test_without_a_signing_secret_there_are_no_buttons(slack: SlackDouble, clock: ManualClock) -> None:
    told = Slack.open(spec(slack, signing=None), clock)
    await told.deliver(delivery(message()), NOTHING_YET)
    await told.close()
    assert "Acknowledge" not in shown(slack.posts[0]["blocks"])


async def test_one_try_makes_one_post(slack: SlackDouble, bot: Destination) -> None:
    """The library would repeat a post whose connection broke."""
    slack.fail(TAKEN_AND_CUT)
    await bot.deliver(delivery(message()), NOTHING_YET)
    assert (slack.count, len(slack.requests)) == (1, 1)


async def test_a_proxy_is_not_asked_for_what_it_is_not_for(
    slack: SlackDouble, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    told = Slack.open(spec(slack), clock)
    assert (await told.deliver(delivery(message()), NOTHING_YET)).kind is OutcomeKind.DELIVERED
    await told.close()


async def test_redirects_are_not_followed(slack: SlackDouble, bot: Destination) -> None:
    slack.fail(Fault(307))
    outcome = await bot.deliver(delivery(message()), NOTHING_YET)
    assert (outcome.kind, len(slack.requests)) == (OutcomeKind.BLOCKED, 1)


def test_a_token_needs_a_channel(clock: ManualClock) -> None:
    with pytest.raises(Misconfigured, match="channel"):
        Slack.open(SlackSpec(name="oncall", token=TOKEN), clock)
    with pytest.raises(Misconfigured, match="url_env"):
        Slack.open(SlackSpec(name="oncall"), clock)


async def test_what_was_posted_is_written_over(slack: SlackDouble, bot: Destination) -> None:
    assert isinstance(bot, Editable)
    opened, resolved = delivery(message()), delivery(message(NoticeKind.RESOLVED), "dlv_2")
    digest = delivery(message(NoticeKind.DIGEST, incident_id="", title=stored("3 problems")), "dlv_3")
    thread = (await bot.deliver(opened, NOTHING_YET)).thread or NOTHING_YET
    for told in (resolved, digest):
        await bot.deliver(told, thread)
    before = slack.count
    for told in (opened, resolved, digest):
        erased = replace(told.message, title=stored("[scrubbed]"), headline=stored("[scrubbed]"))
        outcome = await bot.edit(replace(told, message=erased, tries=1), thread)
        assert outcome.kind is OutcomeKind.DELIVERED
    assert (slack.count, "Connection pool" in slack.seen()) == (before, False)
    assert all(each["edits"] for each in slack.posts)


async def test_what_is_not_found_is_not_written_over(slack: SlackDouble, bot: Destination) -> None:
    assert isinstance(bot, Editable)
    thread = (await bot.deliver(delivery(message()), NOTHING_YET)).thread or NOTHING_YET
    for known in (thread, NOTHING_YET):
        outcome = await bot.edit(delivery(message(NoticeKind.RESOLVED), "dlv_9", tries=1), known)
        assert (outcome.kind, slack.posts[0].get("edits")) == (OutcomeKind.REFUSED, None)
