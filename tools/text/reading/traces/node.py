"""JavaScript: V8's frames, `[cause]`, AggregateError's `[errors]`, what Node prints around an uncaught error.

Consola prints an error's text without its class, and frames below it.
"""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain, stem

_FRAME = re.compile(
    r"\s*at (?:async )?(?:new )?(?:(?P<where>[\w.$<>\[\] #]{1,200}) \()?(?P<path>(?:file://|webpack://|node:"
    r"|https?://)?[^\s()]{1,300}?|<anonymous>|native)(?::\d{1,9}){0,2}\)?\s*,?\s*\{?$"
)
_RAISED = re.compile(
    r"\s*(?P<mark>\[cause\]: |cause: |caused by: |\[errors\]: \[)?(?:\(node:\d{1,9}\) )?(?:Uncaught (?:Exception: )?"
    r"|Unhandled rejection |UnhandledPromiseRejectionWarning: |Unhandled error event: |\[)?\[?(?P<what>"
    r"(?:[A-Z]\w{0,80}(?:Error|Exception|Rejection|Warning|Failure)|Error|error(?!\])|AggregateError)(?: \[\w{1,80}\])?"
    r"(?:: .{0,600})?)"
)
# `[cause]: connect ECONNREFUSED …`, without a class.
_UNNAMED_CAUSE = re.compile(r"\s*\[cause\]: (?P<what>\S.{0,600})")
# `[ioredis] Unhandled error event: Error: connect …`: a sentence before it, a frame after it.
_INLINE = re.compile(r"(?:: |\] |^)(?P<what>(?:[A-Z]\w{0,80})?Error(?: \[\w{1,80}\])?: .{1,600})$")
_LIBRARY = re.compile(
    r"node_modules/|^node:|^internal/|^<anonymous>|^native|^(?:net|events|dns|fs|http|https|stream|util|timers|tty|zlib|tls|module|child_process|domain|vm|url|assert|buffer|_\w+)\.js$"
)
_UNNAMED = ("Object.<anonymous>", "<anonymous>", "Module._compile", "eval")
_TAIL = re.compile(r"\s*[\]{,]{1,3}\s*$")


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no frame of V8 and no error printed with its cause."""
    frames: list[tuple[str, str]] = []
    parts: list[list[tuple[str, str]]] = []
    raised: list[str] = []
    caused = spoken = False
    for place, line in enumerate(lines):
        found = _FRAME.match(line)
        if found and (":" in line or "<anonymous>" in line or "native" in line):
            frames.append((found["where"] or "", found["path"]))
            if parts:
                parts[-1].append(frames[-1])
            continue
        what = _RAISED.match(line)
        follows = place + 1 < len(lines) and _FRAME.match(lines[place + 1])
        inline = _INLINE.search(line) if follows and not what else None
        if inline:
            raised.append(_TAIL.sub("", inline["what"]).strip())
            parts.append([])
        elif what and (what["mark"] or "rror" in what["what"] or not raised):
            # `could not pay Error: timed out`: words and error in one line, then its frames, then a cause.
            spoken = spoken or bool(what["mark"] and frames and not raised)
            caused = caused or bool(what["mark"])
            raised.append(_TAIL.sub("", what["what"]).strip())
            parts.append([])
    if not raised:
        return _unnamed(lines) if len(frames) > 1 else None
    if not (frames or caused):
        return None
    if spoken:
        return Trace(tuple(raised[-1:]), _innermost([*parts[::-1], frames]), False, "node")
    members = sorted(set(raised[1:])) if raised[0].startswith("AggregateError") else []
    told = (raised[0], *members) if members else ends(raised)
    inner = parts if members else parts[::-1]  # members come in any order, so the place is where they were joined
    return Trace(told, _innermost(inner or [frames]), True, "node")


def _unnamed(lines: Sequence[str]) -> Trace | None:
    """A text with frames directly below it, and causes likewise: the text before the frames is the exception."""
    causes: list[str] = []
    parts: list[list[tuple[str, str]]] = [[]]
    for line in lines if _FRAME.match(lines[0]) else lines[1:]:  # a record's stack may hold frames alone
        found, cause = _FRAME.match(line), _UNNAMED_CAUSE.match(line)
        if found:
            parts[-1].append((found["where"] or "", found["path"]))
        elif cause:
            causes.append(cause["what"].strip())
            parts.append([])
        elif line.strip():
            return None
    return Trace(tuple(causes[-1:]), _innermost(parts[::-1]), False, "node")


def _innermost(parts: Sequence[Sequence[tuple[str, str]]]) -> str:
    own = [frame for part in parts for frame in part if not _LIBRARY.search(frame[1])]
    if not own:
        return ""
    where, path = own[0]
    name = where.removeprefix("async ").strip()
    return plain(f"{stem(path)}.{name.rpartition('.')[2]}" if name and name not in _UNNAMED else stem(path))
