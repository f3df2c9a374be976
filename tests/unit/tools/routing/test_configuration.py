"""The file of destinations is read as it is documented, and every fault is told with its line and key."""

from pathlib import Path

import pytest

from tests.support.routing import EXAMPLE, ONCALL, PAGER, SECRETS, read
from tools.errors import Misconfigured
from tools.notify.specs import (
    TYPES,
    AppriseSpec,
    EmailSpec,
    JiraSpec,
    PagerDutySpec,
    Secret,
    SlackSpec,
    WebhookSpec,
)
from tools.nouns.notices import NoticeKind
from tools.nouns.routes import Match, Route
from tools.nouns.severity import Severity
from tools.routing.configuration import Configuration, environment, load_configuration, read_file, read_text
from tools.settings import Settings

HOOK = '[[destination]]\nname = "hook"\ntype = "webhook"\n'


def test_the_example_is_read_whole() -> None:
    found = read_file(EXAMPLE, SECRETS, [])
    assert {each.type for each in found.specs} == set(TYPES)
    assert found.unreached == ()
    by_name = {each.name: each for each in found.specs}
    assert by_name["oncall"] == SlackSpec(
        name="oncall",
        token=Secret("SLACK_BOT_TOKEN", "xoxb-secret"),
        channel="#incidents",
        signing_secret=Secret("SLACK_SIGNING_SECRET", "signing-secret"),
    )
    assert by_name["pager"] == PagerDutySpec(
        name="pager", routing_key=Secret("PAGERDUTY_ROUTING_KEY", "routing-secret")
    )
    tracker, hook, mail = by_name["tracker"], by_name["hook"], by_name["mail"]
    assert isinstance(tracker, JiraSpec)
    assert (tracker.labels, tracker.priorities["HIGH"], tracker.issue_type) == (("incident",), "High", "Task")
    assert isinstance(hook, WebhookSpec)
    assert (hook.address, hook.secrets) == ("https://example.net/hook", (Secret("HOOK_SECRET", "whsec_c2VjcmV0"),))
    assert isinstance(mail, EmailSpec)
    assert (mail.to, mail.server.password) == (("oncall@example.net",), "mail-secret")
    assert by_name["everything-else"] == AppriseSpec(name="everything-else", url=Secret("APPRISE_URL", "ntfy://topic"))


def test_routes_are_read_with_everything_they_say() -> None:
    first, second, third, last = read_file(EXAMPLE, SECRETS, []).routes
    assert first.match == Match(severities=frozenset({Severity.HIGH, Severity.CRITICAL}), environment=("prod*",))
    assert (first.unacknowledged_after, first.escalate_to, first.goes_on) == (600.0, ("pager", "mail"), True)
    assert second.match.service == ("pay*", "billing")
    assert NoticeKind.REGRESSED in second.match.kinds
    assert second.match.labels == (("team", ("pay*",)),)
    assert (third.to, third.goes_on) == ((), False)
    assert (last.match, last.unacknowledged_after) == (Match(), None)


def test_no_secret_is_ever_shown() -> None:
    shown = repr(read_file(EXAMPLE, SECRETS, []))
    assert [name for name, value in SECRETS.items() if value in shown and name != "APPRISE_URL"] == []


@pytest.mark.parametrize(
    ("span", "seconds"), [("90s", 90.0), ("10m", 600.0), ("1h30m", 5400.0), ("1h 30m", 5400.0), ("2d", 172_800.0)]
)
def test_spans_are_read(span: str, seconds: float) -> None:
    text = PAGER + f"[[route]]\nto = []\nescalate_to = 'pager'\nunacknowledged_after = '{span}'"
    assert read(text).routes[0].unacknowledged_after == seconds


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("'>=HIGH'", "HIGH CRITICAL"),
        ("'> LOW'", "MEDIUM HIGH CRITICAL"),
        ("'<MEDIUM'", "LOW"),
        ("'<=medium'", "LOW MEDIUM"),
        ("'HIGH'", "HIGH"),
        ("['LOW', 'CRITICAL']", "LOW CRITICAL"),
    ],
)
def test_severities_are_compared(said: str, names: str) -> None:
    found = read(PAGER + f"[[route]]\nto = 'pager'\nmatch.severity = {said}").routes[0].match.severities
    assert found == {Severity[name] for name in names.split()}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"DESTINATIONS_FILE: .*gone\.toml cannot be read"):
        read_file(tmp_path / "gone.toml", SECRETS, [])
    (tmp_path / "d.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_file(tmp_path / "d.toml", SECRETS, [])
    with pytest.raises(Misconfigured, match=r"d\.toml is not valid TOML: .*line 2"):
        read("a = 1\nb = \n")


def test_a_name_that_another_setting_uses_is_refused() -> None:
    with pytest.raises(Misconfigured, match=r"line 2, destination 1, name: 'webhook' is the destination of NOTIFY_WEB"):
        read_text(HOOK.replace('"hook"', '"webhook"') + "url = 'https://x'", "d.toml", {}, ["webhook"])


def test_without_secrets_routes_can_still_be_tried() -> None:
    found = read_text(EXAMPLE.read_text("utf-8"), "d.toml", None, [])
    assert len(found.specs) == len(TYPES)
    assert isinstance(found.specs[0], SlackSpec)
    assert found.specs[0].token == Secret("SLACK_BOT_TOKEN", "")


def test_a_destination_that_no_route_leads_to_is_named() -> None:
    assert read(PAGER + ONCALL + "[[route]]\nto = 'pager'").unreached == ("oncall",)
    assert read(PAGER + ONCALL).unreached == ()


def by(**settings: object) -> Configuration:
    return load_configuration(Settings(_env_file=None, **settings), SECRETS)


def test_single_settings_are_enough() -> None:
    assert by() == Configuration()
    assert by(slack_webhook_url="https://h/x").specs == (
        SlackSpec(name="slack", url=Secret("SLACK_WEBHOOK_URL", "https://h/x")),
    )
    [bot] = by(slack_bot_token="xoxb", slack_channel="#a", slack_signing_secret="s", slack_webhook_url="h").specs
    assert bot == SlackSpec(
        name="slack",
        token=Secret("SLACK_BOT_TOKEN", "xoxb"),
        channel="#a",
        signing_secret=Secret("SLACK_SIGNING_SECRET", "s"),
    )
    [pager] = by(pagerduty_routing_key="k").specs
    assert pager == PagerDutySpec(name="pagerduty", routing_key=Secret("PAGERDUTY_ROUTING_KEY", "k"))


def test_with_a_file_single_settings_make_no_destination(tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text(ONCALL, "utf-8")
    found = by(destinations_file=tmp_path / "d.toml", pagerduty_routing_key="k", slack_webhook_url="https://h/x")
    assert [each.name for each in found.specs] == ["oncall"]
    assert found.routes == ()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"slack_bot_token": "xoxb-1"}, "SLACK_BOT_TOKEN: set SLACK_CHANNEL"),
        ({"slack_webhook_url": "hooks.slack.com/x"}, "SLACK_WEBHOOK_URL: an http"),
    ],
)
def test_single_settings_that_cannot_work_are_named(settings: dict[str, str], message: str) -> None:
    with pytest.raises(Misconfigured, match=message) as raised:
        by(**settings)
    assert "xoxb-1" not in str(raised.value)


def test_secrets_come_from_the_environment_and_from_dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("A_TOKEN=file\nB_TOKEN=file\nEMPTY=\n", "utf-8")
    monkeypatch.setenv("B_TOKEN", "environment")
    found = environment()
    assert (found["A_TOKEN"], found["B_TOKEN"], found.get("EMPTY")) == ("file", "environment", None)


def test_a_route_without_a_match_takes_everything() -> None:
    assert read(PAGER + "[[route]]\nto = 'pager'").routes == (Route(to=("pager",), line=6),)
