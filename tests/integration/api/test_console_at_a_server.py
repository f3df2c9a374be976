"""A command says the same whether it works in DATA_DIR or on a server, with as little loaded there as it needs."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.servers.product import ROOT, command, environment

Told = Callable[..., str]


@pytest.fixture(scope="module")
def key(address: str, data: Path) -> str:
    made = command(data, "key", "add", "console", "--scope", "respond", "--scope", "read", "--scope", "admin").stdout
    return re.findall(r"iir_\w+", made)[0]


@pytest.fixture
def there(address: str, data: Path, key: str) -> Told:
    """A command on the server: what it prints, or what it says of an error."""

    def run(*arguments: str, code: int = 0) -> str:
        told = command(data, *arguments, INCIDENT_API_URL=address, INCIDENT_API_KEY=key)
        assert told.returncode == code, told.stderr
        return told.stderr if code else told.stdout

    return run


@pytest.fixture
def here(data: Path) -> Told:
    """The same command in DATA_DIR."""

    def run(*arguments: str, code: int = 0) -> str:
        told = command(data, *arguments)
        assert told.returncode == code, told.stderr
        return told.stderr if code else told.stdout

    return run


@pytest.fixture
def incident(there: Told) -> str:
    told = json.loads(there("report", "Lambda timeout after 30s", "--service", "pay", "--label", "team:x", "--json"))
    assert told["advice"]
    assert "advice" not in told["pending"]
    return str(told["incident_id"])


def test_what_is_read_is_the_same(here: Told, there: Told, incident: str) -> None:
    short = incident.removeprefix("inc_")[:-2].lower()
    for asked in (
        ("list",), ("list", "--json", "--service", "pay", "--since", "2h"), ("show", short), ("show", short, "--json"),
        ("explain", short), ("explain", short, "--json"), ("runbooks", "list"),
        ("runbooks", "search", "disk full on /dev/sda1", "--json"),
        ("analytics", "--from", "2026-01-01", "--to", "2027-01-01"),
        ("analytics", "--json", "--from", "2026-01-01", "--to", "2027-01-01", "--tz", "Europe/Berlin"),
        ("analytics", "--csv", "--from", "2026-01-01", "--to", "2027-01-01"),
    ):  # fmt: skip
        assert there(*asked) == here(*asked), asked


def test_a_report_is_answered_alike(here: Told, there: Told, incident: str) -> None:
    again = ("report", "Lambda timeout after 31s", "--service", "pay", "--idempotency-key", "k", "--json")
    first, repeated = json.loads(there(*again)), json.loads(there(*again))
    assert first == repeated
    assert first["status"] == "existing"
    assert json.loads(here("report", "Lambda timeout after 32s", "--service", "pay", "--json")).keys() == first.keys()


def test_acts_are_done_and_said_alike(here: Told, there: Told, incident: str) -> None:
    assert there("acknowledge", incident[:26]) == f"{incident} is ACKNOWLEDGED.\n"
    assert there("comment", incident, "looking") == f"{incident} has the comment.\n"
    assert there("feedback", incident, "true", "--step", "1") == f"{incident} has the feedback.\n"
    assert there("severity", incident, "P1") == f"{incident} is CRITICAL.\n"
    assert there("resolve", incident, "a longer timeout", "--by", "ada") == f"{incident} is RESOLVED.\n"
    assert "earlier versions kept: 1" in there("amend", incident, "more memory")
    assert there("reopen", incident, "it is back") == f"{incident} is OPEN.\n"
    other = json.loads(there("report", "disk full on /dev/sda1", "--service", "pay", "--json"))["incident_id"]
    assert there("merge", other, incident) == f"It is now part of {incident}.\n"
    assert there("split", incident, "--merged", other) == f"{other} is a separate incident.\n"
    kinds = [event["kind"] for event in json.loads(here("show", incident, "--json"))["timeline"]]
    assert {"acknowledged", "comment", "feedback", "resolved", "amended", "severity-set"} <= set(kinds)


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        (("show", "inc_01AAAAAAAAAAAAAAAAAAAAAAAA"), 1, "no incident"),
        (("list", "--status", "bad"), 2, "status: use OPEN"),
        (("list", "--severity", "bad"), 2, "severity: unknown severity"),
        (("report", "x", "--service", "a\u202eb"), 2, "service: "),
        (("list", "--tenant", "other"), 2, "the key decides the tenant"),
    ],
)
def test_errors_have_the_same_exit_codes(there: Told, asked: tuple[str, ...], code: int, told: str) -> None:
    assert told in there(*asked, code=code)


def test_without_a_server_or_a_right_key_the_cure_is_told(data: Path, address: str) -> None:
    nobody = command(data, "list", "--api", "http://127.0.0.1:1", INCIDENT_API_KEY="x")
    assert (nobody.returncode, "incident-responder serve" in nobody.stderr) == (1, True)
    refused = command(data, "list", "--api", address, INCIDENT_API_KEY="iir_wrong")
    assert (refused.returncode, "INCIDENT_API_KEY" in refused.stderr) == (1, True)


def test_a_call_to_a_server_loads_next_to_nothing(data: Path, address: str, key: str) -> None:
    program = (
        "import sys\nfrom api.cli import main\n"
        "try:\n    main(['list'])\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
        "print('imported:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    given = environment(data, INCIDENT_API_URL=address, INCIDENT_API_KEY=key)
    ran = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, check=True)
    imported = set(ran.stdout.rpartition("imported:")[2].split())
    heavy = {"asyncio", "rich", "pydantic", "httpx", "numpy", "sqlite3", "orjson", "fastapi", "langgraph"}
    assert imported & heavy == set()


def test_a_file_is_followed_to_the_server(data: Path, address: str, key: str, there: Told, tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text("ERROR before anybody looked\n", "utf-8")
    given = environment(data, INCIDENT_API_URL=address, INCIDENT_API_KEY=key)
    arguments = ("report", "--follow", str(log), "--service", "followed", "--position", str(tmp_path / "position"))

    def follow() -> "subprocess.Popen[str]":
        command_line = [sys.executable, "-m", "api.cli", *arguments]
        return subprocess.Popen(command_line, env=given, cwd=ROOT, stderr=subprocess.PIPE, text=True)

    process = follow()
    _wait_for((tmp_path / "position").exists)
    with log.open("a", encoding="utf-8") as file:
        file.write("ERROR kafka lag is 90000\nERROR kafka lag is 91000\nERROR quota is used up\n\tat x.Y(Z.java:3)\n")
    titles = _wait_for(lambda: _followed(there, 2))
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert said.splitlines()[-1] == "stopped: 1 existing, 2 new"
    assert [each["occurrences"] for each in titles] == [1, 2]
    with log.open("a", encoding="utf-8") as file:
        file.write("ERROR kafka lag is 92000\n")
    again = follow()
    _wait_for(lambda: [each["occurrences"] for each in _followed(there, 2)] == [1, 3])
    again.send_signal(signal.SIGTERM)
    _, said = again.communicate(timeout=60)
    assert said.splitlines()[-1] == "stopped: 1 existing"


def test_a_pipe_is_followed_into_the_store(data: Path, here: Told) -> None:
    command_line = [sys.executable, "-m", "api.cli", "report", "--follow", "-", "--service", "piped"]
    told = subprocess.run(
        [*command_line, "--match", "ERROR|FATAL"], input="INFO fine\nFATAL no disk left\n\tat x\nINFO fine\n",
        env=environment(data), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert told.stderr.splitlines()[-1] == "stopped: 1 new"
    [line] = here("list", "--service", "piped").splitlines()
    assert "no disk left" in line


def _followed(there: Told, count: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(there("list", "--service", "followed", "--json"))["incidents"]
    return found if len(found) == count else []


def _wait_for(ready: Callable[[], object]) -> object:
    deadline = time.monotonic() + 120
    while not (found := ready()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found
