"""Finds the language of a trace by cheap marks before any of the readers runs."""

from collections.abc import Callable, Sequence

from tools import deferred_re as re
from tools.text.reading.traces import beam, dotnet, go, jvm, node, php, places, python, ruby, rust, scripts
from tools.text.reading.traces.trace import Trace

# Bounds the work: both ends of a longer trace are read, because the root cause may be at either.
LINES = 600
LINE_CHARS = 1_000
_READERS: Sequence[tuple[tuple[str, ...], Callable[[Sequence[str]], Trace | None]]] = (
    (("Traceback (most", 'File "', "] in "), python.read),
    (("goroutine ", "panic recovered"), go.read),
    (("panicked at ",), rust.read),
    (("PHP ", "Fatal error", "[object] ("), php.read),
    (("** (", "in function", "in call from"), beam.read),
    ((":in `", ":in '"), ruby.read),
    (("at ", "Caused by"), jvm.read),
    (("   ",), dotnet.read),
    (("at ", "[cause]", "caused by"), node.read),
    (places.MARKS, places.read),
    ((" line ", "Stacktrace:", ".swift:", "lua", "terminate called", "(package:", "(dart:"), scripts.read),
)
# A place in a program, as Swift's one-line crashes name it.
_SWIFT = re.compile(r"\.swift:\d")


def may_crash(line: str) -> bool:
    """A text that every one-line crash contains; other lines are not tried."""
    return (
        " line " in line
        or "PHP " in line
        or "panicked at" in line
        or "[object] (" in line
        or "Caused by" in line
        or (".swift:" in line and _SWIFT.search(line) is not None)
    )


def read_trace(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no stack trace."""
    if len(lines) > LINES:
        lines = [*lines[: LINES // 2], *lines[-LINES // 2 :]]
    lines = [line[:LINE_CHARS] for line in lines]
    whole = "\n".join(lines)
    for marks, read in _READERS:
        if any(mark in whole for mark in marks):
            trace = read(lines)
            if trace is not None:
                return trace
    return None
