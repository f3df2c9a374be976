"""Doors stay thin, and a command starts with no more than it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST_LINES = 60
SERVER = {"fastapi", "starlette", "uvicorn", "langgraph", "langchain_core", "onnxruntime"}
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
    ],
)
def test_a_command_imports_no_more_than_it_needs(arguments: list[str], unwanted: set[str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom api.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
        "print('imported:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    environment = {"DATA_DIR": str(tmp_path / "data"), "PATH": "", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    imported = set(ran.stdout.rpartition("imported:")[2].split())
    assert "typer" in imported
    assert not imported & unwanted
