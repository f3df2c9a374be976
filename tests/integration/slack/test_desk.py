"""What people do with commands, buttons, modals and mentions in Slack is done in their name, and answered to them."""

import asyncio

import pytest
from slack_sdk.models.views import View

from tests.support.audit_log import audited
from tests.support.slack_person import SlackPerson, SlackSideDouble
from tools.notify import slack_actions
from tools.nouns.events import Comment, Feedback
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.toolbox import Toolbox


async def see(toolbox: Toolbox, incident_id: str) -> Incident:
    return await toolbox.store.incident("default", incident_id)


async def hooked(slack: SlackSideDouble, number: int = 1) -> list[str]:
    """What Slack was told by its own address, a moment later."""
    for _ in range(100):
        if len(slack.hooked) >= number:
            break
        await asyncio.sleep(0.02)
    assert all((each["response_type"], each["replace_original"]) == ("ephemeral", False) for each in slack.hooked)
    return [each["text"] for each in slack.hooked]


async def test_commands_list_show_take_and_resolve(ada: SlackPerson, toolbox: Toolbox, incident: str) -> None:
    listed = await ada.types("list")
    assert listed["text"].startswith("1 live:")
    assert incident in listed["text"]
    assert (await ada.types("list slack"))["text"].startswith("1 live in slack")
    assert "No live incidents in other" in (await ada.types("list other"))["text"]
    assert "disk sda of db-1 is full" in (await ada.types(f"show {incident[:-3]}"))["text"]
    assert f"{incident} is acknowledged" in (await ada.types(f"ack {incident}"))["text"]
    assert (await see(toolbox, incident)).status is Status.ACKNOWLEDGED
    await ada.types(f"comment {incident} asked jane.doe@example.com")
    done = await ada.types(f"resolve {incident} emptied /var/log")
    assert (done["counts"]["acted"], done["signals"][0]["incident_id"]) == (1, incident)
    seen = await see(toolbox, incident)
    said = seen.resolution
    assert said is not None
    assert (said.text, said.by, said.unconfirmed) == ("emptied /var/log", "slack:ada", False)
    [comment] = [each for each in seen.timeline if isinstance(each.data, Comment)]
    assert (comment.actor, comment.data) == ("slack:ada", Comment("asked [REDACTED:email]"))
    lines = [line[1:4] for line in audited(toolbox.settings.data_dir)]
    assert [(actor, action) for actor, action, subject in lines if subject == incident] == [
        ("slack:ada", "incident-acknowledged"),
        ("slack:ada", "incident-commented"),
        ("slack:ada", "incident-resolved"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`list [service]`"),
        ("help", "`list [service]`"),
        ("ack", "which incident"),
        ("ack inc_nothing", "no incident of default"),
        ("show 01ZZZZ", "no incident of default"),
        ("ack inc_", "no incident of default"),
    ],
)
async def test_what_cannot_be_done_is_said(ada: SlackPerson, text: str, said: str) -> None:
    assert said in (await ada.types(text))["text"]


async def test_a_resolve_without_a_fix_is_not_done(ada: SlackPerson, toolbox: Toolbox, incident: str) -> None:
    assert "say what fixed it" in (await ada.types(f"resolve {incident}"))["text"]
    assert (await see(toolbox, incident)).status is Status.OPEN


async def test_titles_ping_nobody(ada: SlackPerson) -> None:
    await ada.types("report &lt;!channel&gt; *disk* of &lt;https://evil.test|db&gt; is full")
    text = (await ada.types("list"))["text"]
    assert "<!channel>" not in text
    assert "<https" not in text
    assert "*disk*" not in text


async def test_buttons_act_and_answer_whoever_pressed(
    ada: SlackPerson, slack: SlackSideDouble, toolbox: Toolbox, incident: str
) -> None:
    await ada.presses(slack_actions.ACKNOWLEDGE, incident)
    assert (await see(toolbox, incident)).status is Status.ACKNOWLEDGED
    for action, helpful in ((slack_actions.HELPFUL, True), (slack_actions.NOT_HELPFUL, False)):
        await ada.presses(action, incident)
        last = (await see(toolbox, incident)).timeline[-1]
        assert (last.actor, last.data) == ("slack:ada", Feedback(helpful=helpful))
    assert any("is acknowledged" in each for each in await hooked(slack, 3))


async def test_the_button_resolve_asks_what_fixed_it(
    ada: SlackPerson, slack: SlackSideDouble, toolbox: Toolbox, incident: str
) -> None:
    await ada.presses(slack_actions.RESOLVE, incident)
    [view] = slack.views
    View(**view).validate_json()
    assert (view["callback_id"], view["private_metadata"]) == ("incident_resolution", incident)
    assert (await see(toolbox, incident)).status is Status.OPEN
    for nothing in ("", " ", None):
        assert "say what fixed it" in str((await ada.sends_modal(incident, nothing))["errors"])
    assert await ada.sends_modal(incident, "emptied it") == {}
    said = (await see(toolbox, incident)).resolution
    assert said is not None
    assert (said.text, said.by) == ("emptied it", "slack:ada")
    late = await ada.sends_modal(incident, "deleted it")
    assert late["response_action"] == "errors"
    assert "is already resolved" in late["errors"]["resolution"]


async def test_not_the_same_splits_what_joined_last(
    ada: SlackPerson, slack: SlackSideDouble, toolbox: Toolbox, incident: str
) -> None:
    other = (await ada.types("report no consumer reads the queue of mails"))["signals"][0]["incident_id"]
    await toolbox.store.merge("default", other, incident, "same", "ann")
    await ada.presses(slack_actions.NOT_THE_SAME, incident)
    assert (await see(toolbox, other)).merged_into is None
    await ada.presses(slack_actions.NOT_THE_SAME, incident)
    said = await hooked(slack, 2)
    assert f"{other} was split off from {incident}" in said[0]
    assert "read the same" in said[1]


async def test_a_button_on_what_is_over_changes_nothing(
    ada: SlackPerson, slack: SlackSideDouble, toolbox: Toolbox, incident: str
) -> None:
    other = (await ada.types("report no consumer reads the queue of mails"))["signals"][0]["incident_id"]
    await toolbox.store.merge("default", other, incident, "same", "ann")
    for action in (slack_actions.ACKNOWLEDGE, slack_actions.RESOLVE, slack_actions.NOT_THE_SAME):
        await ada.presses(action, other)
    assert all(f"was merged into {incident}" in each for each in await hooked(slack, 3))
    assert ((await see(toolbox, other)).status, slack.views) == (Status.MERGED, [])
    await ada.types(f"resolve {incident} emptied")
    await ada.presses(slack_actions.ACKNOWLEDGE, incident)
    assert "is resolved" in (await hooked(slack, 4))[3]


async def test_mentions_report_and_act(
    ada: SlackPerson, slack: SlackSideDouble, toolbox: Toolbox, incident: str
) -> None:
    told = await ada.mentions("payments answer 502 since the release")
    assert told["signals"][0]["status"] == "new"
    await ada.mentions(f"ack {incident}")
    assert (await see(toolbox, incident)).status is Status.ACKNOWLEDGED
    for _ in range(100):
        if slack.whispers:
            break
        await asyncio.sleep(0.02)
    assert (slack.whispers[0]["channel"], slack.whispers[0]["user"]) == ("C1", "U0ADA")
    listed = await ada.mentions("list")
    assert listed["counts"]["fired"] == 0
    assert (await toolbox.store.incidents("default", IncidentQuery())).count == 2
