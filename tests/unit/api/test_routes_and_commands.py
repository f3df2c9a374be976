"""Doors stay thin, and a command starts with no more than it needs."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.cli import main
from api.command_table import COMMANDS, MORE
from api.intake.submission import Reception
from tests.support.observed import Observed
from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.callers import EVERYTHING, Caller
from tools.nouns.policy import UNATTENDED
from tools.tickets.embedded import EmbeddedStore

ROOT = Path(__file__).parents[3]
MOST_LINES = 60
SERVER = {"fastapi", "starlette", "uvicorn", "langgraph", "langchain_core", "onnxruntime"}
KNOWN = "disk /var is full"
SEARCH = {"numpy", "packaging", "semver", "simsimd", "tokenizers", "tools.runbooks.query", "tools.advisors.runbook"}
MODEL = {"numpy", "pydantic", "pydantic_settings", "orjson"}


@pytest.mark.parametrize("room", ["routes", "commands"])
def test_a_door_has_at_most_60_lines(room: str) -> None:
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "api" / room).glob("*.py")
    }
    assert len(lines) > 5
    assert not {name: count for name, count in lines.items() if count > MOST_LINES}


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], SERVER | MODEL),
        (["list"], SERVER),
        (["user", "list"], SERVER),
        (["report", KNOWN, "--service", "mailer"], SERVER | SEARCH | {"api.http.schemas", "tools.inbound.registry"}),
    ],
)
def test_a_command_imports_no_more_than_it_needs(arguments: list[str], unwanted: set[str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom api.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
        "print('imported:', *sys.modules)"
    )
    environment = {"DATA_DIR": str(tmp_path / "data"), "PATH": "", "PYTHONPATH": str(ROOT)}
    (tmp_path / "data").mkdir(mode=0o700)
    asyncio.run(_made(tmp_path / "data"))
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    imported = set(ran.stdout.rpartition("imported:")[2].split())
    assert "typer" in imported
    assert not imported & unwanted


async def _made(folder: Path) -> None:
    """A store with one problem, for commands that make none."""
    store = await EmbeddedStore.open(folder, time.time, "")
    sent = Reception(time.time).submission(Caller(DEFAULT_TENANT, "ann", EVERYTHING), Observed(KNOWN, "mailer"))
    await store.record(sent.profiled.report, sent.profiled.profile, None, UNATTENDED)
    await store.close()


def test_every_command_of_the_table_is_there() -> None:
    for arguments in ([], *([name] for name in COMMANDS), *([name, each] for name in MORE for each in MORE[name])):
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--help"])
        assert ended.value.code == 0, arguments


def test_every_module_of_commands_is_in_the_table() -> None:
    places = [*COMMANDS.values(), *(place for more in MORE.values() for place in more.values())]
    modules = {path.stem for path in (ROOT / "api" / "commands").glob("*.py")} - {"__init__"}
    assert {place.partition(":")[0] for place in places} == modules
