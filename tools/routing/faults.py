"""The faults in a file of destinations: all at once, each with its line and key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from tools.errors import Misconfigured
from tools.routing.toml_lines import Path, line_of


@dataclass(slots=True)
class Faults:
    """Gathers them while a file is read."""

    file: str
    lines: dict[Path, int]
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, path: Path, problem: str) -> None:
        """Something is wrong with the key at the end of the path, or with the table that it stands for."""
        line = line_of(self.lines, path)
        self.found.append((line, f"{self.file}, line {line}, {shown(path)}: {problem}"))

    def unknown(self, path: Path, known: Iterable[str]) -> None:
        """There is no such key."""
        self.add(path, f"there is no such key{nearest(str(path[-1]), known)}")

    def check(self) -> None:
        """Raises Misconfigured with everything that was found, in the order of the file."""
        if self.found:
            raise Misconfigured("\n".join(text for _, text in sorted(self.found)))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the right word: the one that is most like it, else all of them."""
    names = sorted(known)
    close = get_close_matches(word.lower(), names, 1, 0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known are {', '.join(names)}" if names else ""


def shown(path: Path) -> str:
    """`route 2, match.severity`: tables are counted from 1, as people count them."""
    words = ""
    for each in path:
        if isinstance(each, int):
            words += f" {each + 1}"
        else:
            words += each if not words else f".{each}" if not words[-1].isdigit() else f", {each}"
    return words or "the file"
