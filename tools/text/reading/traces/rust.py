"""Rust: the panic line before and after 1.73, with or without a backtrace, short or full."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, plain, stem

_NEW = re.compile(
    r"(?:.{0,200}?)thread '[^']{0,120}'(?: \(\d{1,12}\))? panicked at (?P<path>[^\s':,]{1,300}):\d{1,9}:\d{1,9}:\s*$"
)
_OLD = re.compile(
    r"(?:.{0,200}?)thread '[^']{0,120}'(?: \(\d{1,12}\))? panicked at '(?P<what>.{0,600})', "
    r"(?P<path>[^\s':,]{1,300}):\d{1,9}(?::\d{1,9})?"
)
_FRAME = re.compile(r"\s*\d{1,4}: +(?:0x[0-9a-f]+ - )?(?P<where>\S.{0,300})")
_LIBRARY = re.compile(
    r"^(?:<?<?&?)?(?:std|core|alloc|__rustc|rust_begin_unwind|rust_panic|tokio|futures|hyper|tower|actix|rayon|_?start|main$|__libc|clone|backtrace)\b|panicking|<unknown>"
)


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no panic of Rust."""
    for place, line in enumerate(lines[:40]):
        old = _OLD.match(line)
        found = old or _NEW.match(line)
        if found:
            told = old["what"] if old else _message(lines[place + 1 :])
            path = found["path"]
            own = "/rustc/" not in path and ".cargo/" not in path
            frame = stem(path) if own else _own(lines[place + 1 :])
            return Trace((f"panicked: {told}",), plain(frame), True, "rust")
    return None


def _message(lines: Sequence[str]) -> str:
    """The text between the panic line and the backtrace."""
    told: list[str] = []
    for line in lines:
        if line.startswith(("stack backtrace:", "note: ", "thread '")) or len(told) > 5:
            break
        told.append(line.strip())
    return " ".join(told)


def _own(lines: Sequence[str]) -> str:
    frames = [found["where"] for line in lines if (found := _FRAME.match(line))]
    return next((where for where in frames if not _LIBRARY.search(where)), "")
