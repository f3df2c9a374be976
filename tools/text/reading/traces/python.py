"""Python: `Traceback (most recent call last):`, chains, exception groups, notes, loguru, rich, long statements."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain, stem

_FRAME = re.compile(r"[>\s|+]*File \"(?P<path>[^\"\n]{1,400})\", line \d{1,9}(?:, in (?P<where>[\w.<>]{1,200}))?")
# rich: `│ /srv/shop/app.py:11 in charge    │`.
_BOXED = re.compile(r"[│|] (?P<path>[^\s:│]{1,300}):\d{1,9} in (?P<where>[\w.<>]{1,200})")
_GROUP_EDGE = re.compile(r"\s*(?:\+-[+-]*[\s\d.-]*$|\+ |[|] ?)")
_HEADLINE = re.compile(r"(?:[A-Za-z_][\w]*\.)*[A-Z_a-z]\w*(?:: .*|:)?$")
_BETWEEN = ("During handling of the above exception", "The above exception was the direct cause")
_LIBRARY = re.compile(
    r"(?:site|dist)-packages/|/lib(?:64)?/python\d|\bpython\d[\d.]*/|^<|/importlib/|\\Lib\\", re.IGNORECASE
)
_SUB = re.compile(r"\s*\+-\+?-{4,} (?:\d{1,5}|\.\.\.) -{4,}")


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no Python traceback."""
    if not any(_FRAME.match(line) or _BOXED.match(line) for line in lines[:60]):
        return None
    if any(_SUB.match(line) for line in lines):
        return _group(lines)
    raised, frames = _raised(lines)
    return Trace(ends(raised[::-1]), _innermost(frames), bool(raised), "python")


def _raised(lines: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The headlines in the order of the text, the root first, and the frames above the first of them."""
    raised: list[str] = []
    frames: list[list[tuple[str, str]]] = [[]]
    wanted = False
    for line in lines:
        found = _FRAME.match(line) or _BOXED.match(line)
        if found:
            wanted = True
            frames[-1].append((found["path"], found["where"] or ""))
        elif (
            wanted
            and line[:1].strip()
            and line[0] not in "╭╰│|+>"
            and not line.startswith(_BETWEEN)
            and _HEADLINE.match(line)
        ):
            raised.append(line.strip())
            frames.append([])
            wanted = False
    inner = next((part for part in frames if part), [])
    return raised, inner


def _group(lines: Sequence[str]) -> Trace:
    """The group's headline and its members, sorted, because they are reported in any order."""
    bare = [_strip(line) for line in lines]
    cut = next((place for place, line in enumerate(lines) if _SUB.match(line)), len(lines))
    outer, frames = _raised(bare[:cut])
    members: list[str] = []
    start = cut
    for place in range(cut + 1, len(lines) + 1):
        if place == len(lines) or _SUB.match(lines[place]):
            raised, inner = _raised(bare[start:place])
            members += raised[:1]
            frames = frames or inner
            start = place
    told = [line.partition(" (")[0] for line in outer[-1:]]
    return Trace((*told, *sorted(set(members))), _innermost(frames), True, "python")


def _strip(line: str) -> str:
    found = None
    while (found := _GROUP_EDGE.match(line)) and found.end():
        line = line[found.end() :]
    return line


def _innermost(frames: Sequence[tuple[str, str]]) -> str:
    """The last frame of the application, else the last frame."""
    own = [frame for frame in frames if not _LIBRARY.search(frame[0])]
    if not frames:
        return ""
    path, where = (own or frames)[-1]
    return plain(f"{stem(path)}.{where}" if where and where != "<module>" else stem(path))
