"""Stack traces of Java, .NET, Python, JavaScript, Go, Ruby and Rust: what was raised, and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PYTHON = "Traceback (most recent call last):"
_PYTHON_FRAME = re.compile(r'\s+File "[^"\n]{1,400}", line \d{1,9}, in (?P<where>[\w.<>]{1,200})')
# `    at org.example.Thing.run(Thing.java:12)`, and JavaScript's `    at Object.<anonymous> (/app/a.js:1:2)`.
_AT_FRAME = re.compile(r"\s+at (?P<where>[\w.$<>/@ \[\]`-]{1,300})")
# `panic: runtime error: …`, then frames such as `main.(*Server).handle(0xc000…)`.
_GO_PANIC = re.compile(r"(?:.{0,200}\s)?panic: ")
_GO_FRAME = re.compile(r"(?P<where>[\w./*()-]{1,300})\((?:0x|\.\.\.|\)|\{)")
# `    from /app/a.rb:12:in `run'`.
_RUBY_FRAME = re.compile(r"\s+(?:from )?\S{1,300}:\d{1,9}:in [`'](?P<where>[^'\n]{1,200})'")
# `Caused by: org.example.SomeException: why`, with or without the words before it.
_RAISED = re.compile(
    r"\s*(?:Caused by: |Exception in thread \"[^\"\n]{0,200}\" |Uncaught |Unhandled exception\. )?(?P<what>(?:[\w$]{1,100}[./])*[A-Z][\w$]{1,200}(?:Exception|Error|Throwable|Exit|Interrupt|Warning|Failure|Fault)\b.{0,600})"
)
# Frames of a language's own library: where it was raised, not where the fault is.
_RUNTIME = (
    "java.", "javax.", "jdk.", "sun.", "com.sun.", "System.", "Microsoft.", "runtime.", "node:", "kotlin.", "scala.",
)  # fmt: skip
# `$1`, `$$Lambda$14`, line numbers, `lambda`, `<module>`: they differ from build to build.
_NOISE = re.compile(r"\$\$?[\w$]*|\d+|lambda|<[^>]{0,40}>")
# Bounds on the work; the root cause of a longer trace than this is not looked for.
LINES = 400
LINE_CHARS = 1_000
# A trace begins within so many lines, or the text is no trace.
_OPENING_LINES = 40


@dataclass(frozen=True, slots=True)
class Trace:
    """`headlines`: what was raised first and its root cause; `frame`: the function where; `starts_log`: no sentence before."""

    headlines: tuple[str, ...]
    frame: str
    starts_log: bool


def read_trace(lines: Sequence[str]) -> Trace | None:
    """None when the lines hold no stack trace."""
    lines = [line[:LINE_CHARS] for line in lines[:LINES]]
    if any(_PYTHON in line or _PYTHON_FRAME.match(line) for line in lines[:_OPENING_LINES]):
        return _python(lines)
    if _GO_PANIC.match(lines[0]) and any(line.startswith("goroutine ") for line in lines[:_OPENING_LINES]):
        return _go(lines)
    return _at_style(lines)


def _python(lines: Sequence[str]) -> Trace:
    """The last raised exception and the innermost frame above it."""
    frame, headline = "", ""
    for line in lines:
        found = _PYTHON_FRAME.match(line)
        if found:
            frame = found["where"]
        elif line[:1].strip() and _PYTHON not in line:
            headline = line.strip() if _RAISED.match(line) or frame else headline
    return Trace((headline,) if headline else (), _plain(frame), lines[0].strip() == _PYTHON)


def _go(lines: Sequence[str]) -> Trace:
    """The first frame outside the runtime; the panic itself is the sentence before."""
    frames = [found["where"] for line in lines[1:] if (found := _GO_FRAME.match(line))]
    frame = next((where for where in frames if not where.startswith(("runtime.", "panic"))), "")
    return Trace((), _plain(frame), False)


def _at_style(lines: Sequence[str]) -> Trace | None:
    """Java, .NET, JavaScript, Ruby: what was raised first and last, and the innermost own frame of the last."""
    raised: list[str] = []
    frame, fresh = "", True
    for index, line in enumerate(lines):
        found = _AT_FRAME.match(line) or _RUBY_FRAME.match(line)
        if found:
            where = found["where"].strip()
            if fresh and not where.startswith(_RUNTIME):
                frame, fresh = where, False
        elif index and (what := _RAISED.match(line)):
            raised.append(what["what"].strip())
            fresh = True
    if not frame and not any(_AT_FRAME.match(line) for line in lines):
        return None
    return Trace(tuple(dict.fromkeys(raised[:1] + raised[-1:])), _plain(frame), False)


def _plain(frame: str) -> str:
    """Without line numbers, lambda counters and generated parts."""
    return _NOISE.sub("", frame).strip(" .")
