"""The house rules: files and functions stay short, nouns stay typed, and a test stands alone beside what it tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.targets import TARGETS

TESTS = Path(__file__).resolve().parents[1]
PRODUCT, UNIT = TESTS.parent, TESTS / "unit"
MODULES = sorted(TESTS.rglob("*.py"))
TEST_MODULES = [path for path in MODULES if path.name.startswith("test_")]
LONGEST_NAME = 60
ROOMS = ("agents", "graph", "api", "tools")
SOURCES = sorted(path for room in (*ROOMS, "evals", "bench", "tests") for path in (PRODUCT / room).rglob("*.py"))
SHIPPED = [path for path in SOURCES if path.relative_to(PRODUCT).parts[0] in ROOMS]
LONGEST_FILE = 250
LONGEST_FUNCTION = 60
MOST_NOT_NONE = 8
# A mapping of names to anything is for JSON that comes in or goes out; every other noun has a type.
UNTYPED = re.compile(r"\b(?:Mapping|dict)\[str, (?:Any|object)\]")
MOST_UNTYPED = 80
MOST_UNTYPED_INSIDE = 30
# Where JSON comes in and goes out: the API, what senders post, and the stores with their codecs.
JSON_EDGE = re.compile(r"api/(?:http|mcp|cloud)/|tools/(?:inbound|tickets)/|tools/nouns/(?:\w+_json|jobs|notices)\.py")
ABOUT_THE_SUITE = {"test_layout.py", "test_links.py"}
MAPS = ("CONTRIBUTING.md", "docs/ARCHITECTURE.md")
# `room/module.py`, `module.py` of the room named before, `room/module.py: name`; what stands in <> is for the reader.
NAMED_FILE = re.compile(r"`([\w./-]+\.(?:py|txt|sql|md|toml))(?:: (\w+))?`")
# Third parties' set-up that has no public switch, and a copy of an object by its own class.
ALLOWED = {
    "tests/conftest.py: _transports",
    "tests/support/servers/s3_objects.py: _objects",
    "tests/support/servers/s3_objects.py: _names",
}
PUBLIC_ANYWAY = {"_replace", "_asdict", "_fields", "_exit"}


def named(path: Path) -> str:
    return path.relative_to(PRODUCT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def nodes(kind: type, paths: list[Path] = MODULES) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, kind):
                yield path, node


def test_files_are_short() -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{named(path)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, node in nodes(ast.FunctionDef | ast.AsyncFunctionDef, SOURCES)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_the_product_rarely_asserts_that_something_is_there() -> None:
    """A type says it better: `assert … is not None` is for what no type can say."""
    found = [
        f"{named(path)}:{node.lineno}"
        for path, node in nodes(ast.Assert, SHIPPED)
        if ast.unparse(node.test).endswith("is not None")
    ]
    assert len(found) <= MOST_NOT_NONE, found


def test_nouns_have_types() -> None:
    found = [
        f"{named(path)}:{number}"
        for path in SHIPPED
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNTYPED.search(line)
    ]
    assert len(found) <= MOST_UNTYPED, found
    inside = [place for place in found if not JSON_EDGE.match(place)]
    assert len(inside) <= MOST_UNTYPED_INSIDE, inside


def test_every_test_module_says_what_it_is_about() -> None:
    assert [named(path) for path in TEST_MODULES if not ast.get_docstring(tree(path))] == []


def test_names_of_tests_are_short() -> None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    names = [node.name for _, node in nodes(kinds) if node.name.startswith("test_")]
    assert [name for name in names if len(name) > LONGEST_NAME] == []


def test_no_test_module_imports_another() -> None:
    imported = [
        f"{named(path)}: {module}"
        for path, node in nodes(ast.ImportFrom)
        for module in [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
        if module.startswith("tests.") and any(part.startswith("test_") for part in module.split("."))
    ]
    assert imported == []


def test_private_names_are_left_alone() -> None:
    """An attribute of oneself or of one's own base is one's own; everything else has a public way, or gets one."""
    reached = [
        f"{named(path)}: {node.attr}"
        for path, node in nodes(ast.Attribute)
        if node.attr.startswith("_") and not node.attr.startswith("__") and not _is_own(node.value)
    ]
    assert [each for each in reached if each not in ALLOWED and each.split(": ")[1] not in PUBLIC_ANYWAY] == []


def _is_own(owner: ast.expr) -> bool:
    if isinstance(owner, ast.Call):
        return isinstance(owner.func, ast.Name) and owner.func.id == "super"
    return isinstance(owner, ast.Name) and owner.id in ("self", "cls")


def test_a_unit_test_stands_under_the_path_of_what_it_tests() -> None:
    """`tests/unit/<room>/test_<subject>[_aspect].py`: the subject is a module or folder in the room, or the room."""
    assert [named(path) for path in TEST_MODULES if UNIT in path.parents and not _is_in_place(path)] == []


def _is_in_place(path: Path) -> bool:
    room = PRODUCT / path.relative_to(UNIT).parent
    if room == PRODUCT:
        return path.name in ABOUT_THE_SUITE
    subject = path.stem.removeprefix("test_") + "_"
    subjects = {room.name, *(each.stem.strip("_") for each in room.glob("*") if each.is_dir() or each.suffix == ".py")}
    return room.is_dir() and any(name and subject.startswith(f"{name}_") for name in subjects)


@pytest.mark.parametrize("page", MAPS)
def test_the_map_names_what_exists(page: str) -> None:
    known = [named(path) for path in PRODUCT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    for name, symbol in NAMED_FILE.findall((PRODUCT / page).read_text("utf-8")):
        found = [each for each in known if each == name or ("/" not in name and each.endswith(f"/{name}"))]
        found = found or [each for each in known if each.endswith(f"/{name}")]
        assert found, f"{page}: {name}"
        texts = [(PRODUCT / each).read_text("utf-8") for each in found] if symbol else []
        assert not symbol or any(re.search(rf"\b(?:def|class) {symbol}\b", text) for text in texts), f"{name}: {symbol}"


@pytest.mark.parametrize("target", TARGETS)
def test_mutants_and_their_tests_exist(target: str) -> None:
    paths = [path.removeprefix("--ignore=") for path in (*TARGETS[target].code, *TARGETS[target].tests)]
    assert [path for path in paths if not any(PRODUCT.glob(path))] == []
