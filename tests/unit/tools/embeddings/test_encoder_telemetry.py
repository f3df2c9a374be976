"""onnxruntime is told to send nothing before it is imported, and only one module imports it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
ROOMS = ("agents", "api", "bench", "evals", "graph", "tools")
RECORDER = """
import os, sys
class Recorder:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            print(os.environ.get("ORT_DISABLE_TELEMETRY"))
sys.meta_path.insert(0, Recorder())
import tools.embeddings.encoder
"""


def imported(source: str) -> Iterator[str]:
    """The first part of every module name that a file imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_telemetry_is_off_before_the_import() -> None:
    for environment in ({}, {"ORT_DISABLE_TELEMETRY": "0"}):
        told = subprocess.run(
            [sys.executable, "-c", RECORDER], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert told.stdout == "1\n"


def test_one_module_imports_onnxruntime() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [
        path.relative_to(ROOT).as_posix() for path in files if "onnxruntime" in imported(path.read_text("utf-8"))
    ] == ["tools/embeddings/encoder.py"]
