"""Collects all faults in a destinations file, each with its line and key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from tools.errors import Misconfigured
from tools.routing.toml_lines import Path, line_of


@dataclass(slots=True)
class Faults:
    """Collects faults while a file is read."""

    file: str
    lines: dict[Path, int]
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, path: Path, problem: str) -> None:
        """Record a fault of the key or table at the end of the path."""
        line = line_of(self.lines, path)
        self.found.append((line, f"{self.file}, line {line}, {path_text(path)}: {problem}"))

    def unknown(self, path: Path, known: Iterable[str]) -> None:
        """Record an unknown key."""
        self.add(path, f"there is no such key{nearest(str(path[-1]), known)}")

    def check(self) -> None:
        """Raises Misconfigured with all faults, in the order of the file, if there are any."""
        if self.found:
            raise Misconfigured("\n".join(text for _, text in sorted(self.found)))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the right word: the most similar one, else all of them."""
    names = sorted(known)
    close = get_close_matches(word.lower(), names, 1, 0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; use {', '.join(names)}" if names else ""


def path_text(path: Path) -> str:
    """The path as shown to people, such as `route 2, match.severity`; tables are counted from 1."""
    words = ""
    for each in path:
        if isinstance(each, int):
            words += f" {each + 1}"
        else:
            words += each if not words else f".{each}" if not words[-1].isdigit() else f", {each}"
    return words or "the file"
