"""Go: panics as the runtime, net/http, klog and recovering middleware print them; fatal errors of the runtime."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, plain, stem

_START = re.compile(r"goroutine \d{1,12}(?: [\w=]{1,40}){0,6} \[(?P<state>[^\],]{0,80})")
_FRAME = re.compile(r"(?P<where>[\w./*()\-\[\]~$·%{}]{1,300})\((?:0x|\.\.\.|\)|\{|_|\d)")
_PATH = re.compile(r"\s*(?P<path>/\S{1,400}\.(?:go|s)):\d{1,9}")
_TOLD = re.compile(
    r"(?:.{0,200}?\b)?(?:panic(?: recovered)?|panic serving \S{1,80}|Observed a panic|fatal error|PANIC): ?"
    r"(?P<what>.{1,600})"
)
_REPEATED = re.compile(r'^"?(?P<what>.{1,400}?)"?(?: \((?P=what)\))?(?: \[recovered(?:, repanicked)?\])*$')
_RUNTIME = ("main.", "main")
# gin's recovery: `/src/cart/merge.go:51 (0x8a1c3c)`, without the names of functions.
_PLACE = re.compile(r"\s*(?P<path>/\S{1,400}\.go):\d{1,9} \(0x[0-9a-f]{1,16}\)")
_LIBRARY = re.compile(r"/pkg/mod/|/vendor/|/go/src/|/usr/(?:local|lib)/go")


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no goroutine."""
    start = next((place for place, line in enumerate(lines) if _START.match(line.lstrip())), None)
    if start is None:
        return _recovered(lines)
    told = [found["what"].strip() for line in lines[:start] if (found := _TOLD.match(line))]
    headline = _REPEATED.sub(r"\g<what>", told[0]) if told else ""
    if "deadlock" in headline and (state := _START.match(lines[start].lstrip())):
        headline = f"{headline} {state['state']}"  # a deadlock only says which goroutine sleeps where
    frame = _frame(lines[start + 1 :])
    return Trace((f"panic: {headline}",) if headline else (), plain(frame), bool(headline), "go")


def _recovered(lines: Sequence[str]) -> Trace | None:
    """A panic that gin recovered: what it said is on the line above the places."""
    places = [(at, found["path"]) for at, line in enumerate(lines) if (found := _PLACE.match(line))]
    if not places or not any("panic recovered" in line for line in lines[: places[0][0]]):
        return None
    own = [path for _, path in places if not _LIBRARY.search(path)]
    folder, _, name = (own or [places[0][1]])[0].rpartition("/")
    said = lines[places[0][0] - 1].strip()
    headline = said.rpartition("panic recovered:")[2].strip()
    return Trace((f"panic: {headline}",), plain(f"{folder.rpartition('/')[2]}.{stem(name)}"), True, "go")


def _frame(lines: Sequence[str]) -> str:
    """The application's first frame in the goroutine that panicked, after `panic(` if that is among its frames."""
    frames: list[tuple[str, str]] = []
    for line in lines:
        if _START.match(line):
            break
        path = _PATH.match(line)
        found = None if path or line.startswith("created by ") else _FRAME.match(line.strip())
        if found:
            frames.append((found["where"], ""))
        elif path and frames and not frames[-1][1]:
            frames[-1] = (frames[-1][0], path["path"])
    panics = [place for place, (where, _) in enumerate(frames) if where in ("panic", "runtime.gopanic")]
    after = frames[panics[-1] + 1 :] if panics else frames
    own = [where for where, path in after if not _is_library(where, path)]
    return own[0] if own else (after[0][0] if after else "")


def _is_library(where: str, path: str) -> bool:
    """True for the standard library, whose paths begin without a dot, and for modules under pkg/mod or vendor."""
    first = where.partition("/")[0].partition("(")[0] if "/" in where else where.partition(".")[0]
    standard = "." not in first and first not in ("main",) and not _is_own(where)
    return standard or "/pkg/mod/" in path or "/vendor/" in path


def _is_own(where: str) -> bool:
    """`orders/api.Cart`: a module without a domain; the standard library's own folders are known."""
    return where.partition("/")[0].partition(".")[0] not in _STANDARD


_STANDARD = frozenset(
    [
        "runtime",
        "net",
        "time",
        "os",
        "io",
        "bufio",
        "bytes",
        "context",
        "crypto",
        "database",
        "encoding",
        "errors",
        "flag",
        "fmt",
        "go",
        "hash",
        "html",
        "image",
        "index",
        "internal",
        "log",
        "maps",
        "math",
        "mime",
        "path",
        "plugin",
        "reflect",
        "regexp",
        "slices",
        "sort",
        "strconv",
        "strings",
        "sync",
        "syscall",
        "testing",
        "text",
        "unicode",
        "unsafe",
        "archive",
        "compress",
        "container",
        "debug",
        "embed",
        "expvar",
        "iter",
        "panic",
    ]
)
