"""`destinations list|check|test` and `routes explain`: what is set up, whether it works, and who would be told."""

import json
from pathlib import Path

import pytest

from api.cli import main
from tests.support.routing import ONCALL, PAGER

ROUTES = """
[[route]]
match.severity = ">=HIGH"
to = ["pager"]
unacknowledged_after = "10m"
escalate_to = ["oncall"]
continue = true
[[route]]
match = { service = "pay*", labels = { team = "pay" } }
to = ["oncall"]
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "d.toml"
    path.write_text(ONCALL + PAGER + ROUTES, "utf-8")
    monkeypatch.setenv("DESTINATIONS_FILE", str(path))
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("PAGERDUTY_ROUTING_KEY", "0123456789abcdef0123456789abcdef")
    return path


def sample(tmp_path: Path, **fields: object) -> str:
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(fields), "utf-8")
    return str(path)


def test_what_is_set_up_is_listed_without_secrets(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "destinations", "list", "--json")
    assert code == 0
    assert json.loads(out)["destinations"] == [
        {"name": "oncall", "type": "slack", "place": "#incidents", "hears": "route 2; unacknowledged of route 1"},
        {
            "name": "pager",
            "type": "pagerduty",
            "place": "events.pagerduty.com, $PAGERDUTY_ROUTING_KEY",
            "hears": "route 1",
        },
    ]
    code, out, _ = run(capsys, "destinations", "list")
    assert (code, "oncall" in out, "secret" in out) == (0, True, False)


def test_without_any_the_list_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "destinations", "list")
    assert (code, "DESTINATIONS_FILE" in out) == (0, True)


def test_the_older_webhook_is_listed_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_WEBHOOK_URL", "https://hook.example/secret")
    code, out, _ = run(capsys, "destinations", "list", "--json")
    [row] = json.loads(out)["destinations"]
    assert (code, row["name"], row["place"], row["hears"]) == (0, "webhook", "hook.example", "everything")


def test_a_file_that_cannot_work_is_told_with_line_and_key(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(PAGER + "colour = 1", "utf-8")
    for command in (("destinations", "list"), ("destinations", "check"), ("routes", "explain", "inc_0")):
        code, _, err = run(capsys, *command)
        assert (code, "line 6, destination 1, colour" in err.replace("\n", "")) == (2, True)


@pytest.mark.parametrize(
    ("fields", "code", "told"),
    [
        ({"service": "payments", "severity": "critical", "labels": {"team": "pay"}}, 0, ["pager", "oncall"]),
        ({"service": "payments", "severity": "critical"}, 0, ["pager"]),
        ({"service": "payments", "labels": {"team": "pay"}}, 0, ["oncall"]),
        ({"service": "search"}, 1, []),
        ({}, 1, []),
    ],
)
def test_a_sample_says_who_would_be_told(
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fields: dict[str, object],
    code: int,
    told: list[str],
) -> None:
    for name in ("SLACK_BOT_TOKEN", "PAGERDUTY_ROUTING_KEY"):
        monkeypatch.delenv(name)  # a pipeline has no secrets
    found, out, _ = run(capsys, "routes", "explain", "--sample", sample(tmp_path, **fields), "--json")
    assert (found, json.loads(out)["told"]) == (code, told)


def test_each_route_says_why(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "routes", "explain", "--sample", sample(tmp_path, service="payments", severity="HIGH"))
    assert code == 0
    assert out.splitlines() == [
        "opened HIGH payments/",
        "  route 1 (line 13): matches, goes to pager; unacknowledged after 600 s: oncall; goes on",
        "  route 2 (line 19): does not match: labels.team",
        "told: pager",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "a JSON object is needed"),
        ("{", "Expecting property name"),
        ('{"servce": "a"}', "did you mean service?"),
        ('{"severity": "awful"}', "unknown severity"),
        ('{"kind": "open"}', "did you mean opened?"),
        ('{"labels": 7}', "a table is needed"),
    ],
)
def test_a_sample_that_says_nothing_is_refused(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, problem: str
) -> None:
    (tmp_path / "s.json").write_text(text, "utf-8")
    code, _, err = run(capsys, "routes", "explain", "--sample", str(tmp_path / "s.json"))
    assert (code, problem in err.replace("\n", " ")) == (2, True)


def test_an_incident_or_a_sample_is_needed(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ((), ("inc_0", "--sample", sample(tmp_path))):
        assert run(capsys, "routes", "explain", *arguments)[0] == 2


def test_a_stored_incident_is_explained(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "report", "disk full on sda", "--service", "payments", "--severity", "HIGH", "--json")
    incident_id = json.loads(out)["incident_id"]
    code, out, _ = run(capsys, "routes", "explain", incident_id[:20], "--json")
    found = json.loads(out)
    assert (code, found["told"], found["message"]["incident_id"]) == (0, ["pager"], incident_id)
    code, out, _ = run(capsys, "routes", "explain", incident_id, "--kind", "grown", "--json")
    found = json.loads(out)
    assert (code, found["told"], found["leave_out"]) == (1, [], ["pager"])
