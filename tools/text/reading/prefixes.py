"""Prefixes that a platform adds to each line: kubectl, stern, pm2, Heroku, Compose, runners, containers, Rails."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tools import deferred_re as re
from tools.text.reading.header import strip_header
from tools.text.reading.header_formats import LOGCAT
from tools.text.reading.timestamps import TIMESTAMP

_POD = r"[a-z0-9][a-z0-9.-]{1,80}-(?=[a-z0-9]{0,9}\d)[a-z0-9]{6,10}-[a-z0-9]{5}"
_ISO = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?"
_PREFIXES: Sequence[tuple[str, re.Pattern[str]]] = (
    ("kubectl", re.compile(r"\[(?:pod|deployment|statefulset)/[\w.-]{1,120}(?:/[\w.-]{1,80})?\] ?")),
    ("stern", re.compile(rf"(?:\+ )?{_POD}(?: ›)? [a-z0-9][\w.-]{{0,60}} (?=\S|\s)")),
    ("heroku", re.compile(rf"{_ISO} (?:app|heroku)\[[\w.-]{{1,60}}\]: ?")),
    ("fly", re.compile(rf"{_ISO} app\[[0-9a-f]{{8,20}}\] [a-z]{{3}} \[\w{{4,8}}\] ?")),
    ("pm2", re.compile(rf"\d{{1,5}}\|[\w .-]{{1,40}}?\s*\| ?(?:{_ISO}(?: [+-]\d{{2}}:\d{{2}})?: ?)?")),
    ("container runtime", re.compile(rf"{_ISO} (?:stdout|stderr) [FP] ?")),
    ("cloud foundry", re.compile(rf"\s{{0,8}}{_ISO} \[[A-Z]{{2,8}}(?:/[A-Z0-9]{{1,12}}){{1,4}}\] (?:OUT|ERR) ?")),
    (
        "user interface",
        re.compile(
            r"(?:[A-Z][a-z]{2}, )?[A-Z][a-z]{2} \d{1,2},? \d{4},? \d{1,2}:\d{2}:\d{2} ?(?:[ap]m|[AP]M)? ?[|\t] ?"
        ),
    ),
    ("daemontools", re.compile(r"@[0-9a-f]{24} ")),
    ("fly", re.compile(rf"{_ISO} app\[[0-9a-f]{{4,20}}\] [a-z]{{3}} \[(?:info|error|warn|debug)\] ?")),
    (
        "labels",
        re.compile(
            rf"(?:{_ISO} )?\{{[a-z_]\w{{0,40}}=\"[^\"\n]{{0,200}}\""
            rf"(?:, ?[a-z_]\w{{0,40}}=\"[^\"\n]{{0,200}}\"){{0,20}}\}} {{1,4}}"
        ),
    ),
    ("grep", re.compile(r"[\w./-]{1,200}\.(?:log|txt|out|err)(?:\.\d{1,3})?[:-](?:\d{1,9}[:-])?(?=\S|\s)")),
    ("swarm", re.compile(r"[a-z0-9][\w-]{0,80}\.\d{1,5}\.[a-z0-9]{5,30}@[\w.-]{1,100}\s{1,40}\| ?")),
    (
        "process runner",
        re.compile(
            r"(?:\d{2}:\d{2}:\d{2} )?(?P<process>[a-z][\w-]{0,60}(?:[.-]\d{1,4})?)(?P<stream> std(?:err|out))?\s*\| ?"
        ),
    ),
    (
        "request tag",
        re.compile(
            r"(?:\[(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}"
            r"|[0-9a-f]{16,20})\] ?){1,3}"
        ),
    ),
    ("runner", re.compile(rf"{_ISO} \d{{2}}[OE][ +]")),
    ("job log", re.compile(rf"(?:{_ISO} )?##\[(?:error|warning|debug|command|section|group)\]")),
    ("sql server", re.compile(r"\d{4}-\d{2}-\d{2} [\d:.]{11} (?:spid\d{1,5}s?|Logon|Server|Backup) {2,12}")),
    ("time", re.compile(r"\[ {0,12}\d{1,9}\.\d{3,9}\] ")),  # the kernel's, since its start
    ("logcat", re.compile(LOGCAT)),
    ("forwarded", re.compile(r"(?:(?:FW|Fwd|FWD|RE|Re|AW|WG|TR)(?:\[\d\])?: ?){1,4}|(?:> ?){1,5}")),
)
_BY_FIRST = frozenset("[+>FRAWT#")
# A pod's name with its random parts, before a container's.
_POD_LIKE = re.compile(r"[a-z0-9.-]{8,90}-[a-z0-9]{5} ")
# The share of lines that must have a prefix: a blank or broken line may lack it.
_SHARE = 0.8
# How many lines at either end of a text are searched for one.
_MOST_LINES = 200
# Text that lines may share after their time: `[warning] <0.417.0> `, ` ERROR 12 --- [main] `.
_SHARED = re.compile(r".{0,80}?(?:[\]>|] ?|: )")
_REACH = 120
_CLOCK = re.compile(r"\d{1,4}[-/:.]\d{2}")


def peel_line(line: str) -> tuple[str, str]:
    """(name of the prefix, the rest) of one line; ("", line) if it has none."""
    head = line[:100]
    if not (
        line[:1] in _BY_FIRST
        or "|" in head
        or "##[" in head
        or " F " in head
        or "app[" in head
        or "heroku[" in head
        or "] ERR " in head
        or "] OUT " in head
        or (line[:1].islower() and _POD_LIKE.match(head))
    ):
        return "", line
    for name, prefix in _PREFIXES:
        if name in ("logcat", "time"):
            continue  # one line has them as its header
        found = prefix.match(line)
        if (
            found
            and found.end() < len(line)
            and (name != "process runner" or found["stream"] or _is_process(found["process"]))
        ):
            return name, line[found.end() :]
    return "", line


def peel_lines(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The same for lines that all have one prefix; the rest keeps its indentation, which traces need."""
    filled = [line for line in lines if line.strip()]
    looked_at = filled if len(filled) <= 2 * _MOST_LINES else [*filled[:_MOST_LINES], *filled[-_MOST_LINES:]]
    for name, prefix in _PREFIXES:
        if not _carried(prefix, looked_at):
            continue
        if name == "process runner":
            return name, _own_lines(lines, prefix)
        return name, [line[match.end() :] if (match := prefix.match(line)) else line for line in lines]
    return _peel_times(lines, filled)


def _carried(prefix: re.Pattern[str], lines: Sequence[str]) -> bool:
    """True if enough of the lines have this prefix. For most prefixes, the first lines show that they do not."""
    carrying, needed = len(lines), max(2, _SHARE * len(lines))
    for line in lines:
        if carrying < needed:
            return False
        carrying -= prefix.match(line) is None
    return carrying >= needed


def _is_process(name: str) -> bool:
    """`web.1 | ` and `app-1 | ` number their processes; a lone word before a bar is a column of a table."""
    return name[-1:].isdigit()


def _own_lines(lines: Sequence[str], prefix: re.Pattern[str]) -> list[str]:
    """The lines of that process of a runner which has the most indented text: the one that crashed."""
    told: dict[str, list[str]] = {}
    for line in lines:
        found = prefix.match(line)
        if found:
            told.setdefault(found["process"], []).append(line[found.end() :])
    indented: Counter[str] = Counter()
    for process, own in told.items():
        indented[process] = sum(1 for line in own if line[:1] in " \t" or "panic" in line or "Traceback" in line)
    process, count = indented.most_common(1)[0]
    return told[process] if count else [line for own in told.values() for line in own]


def _peel_times(lines: Sequence[str], filled: Sequence[str]) -> tuple[str, list[str]]:
    """Remove a time before every line, and what all lines share after it."""
    if len(filled) < 2 or not all(_CLOCK.search(line[:40]) for line in filled[:3]):
        return "", list(lines)
    ends = {line: found.end() for line in filled if (found := TIMESTAMP.match(line, _start(line)))}
    if len(ends) < max(2, _SHARE * len(filled)):
        return "", list(lines)
    rests = {line: line[end:] for line, end in ends.items()}
    shared = _shared(list(rests.values()), _header_length(filled[0], ends))
    return "time", [rests[line][len(shared) :] if line in rests else line for line in lines]


def _start(line: str) -> int:
    """Where its time begins, which may stand in brackets."""
    blanks = len(line[:8]) - len(line[:8].lstrip())
    return blanks + (line[blanks : blanks + 1] == "[")


def _header_length(line: str, ends: Mapping[str, int]) -> int:
    """How much of the text after the time is the line's header; the name of a speaker in the message is not."""
    message = strip_header(line).message
    return len(line) - len(message) - ends.get(line, 0) if line.endswith(message) else _REACH


def _shared(rests: Sequence[str], header: int) -> str:
    """The longest common beginning that ends with a mark, with at least one blank. A colon ends a header."""
    common = rests[0][:_REACH]
    for rest in rests[1:]:
        while not rest.startswith(common):
            common = common[:-1]
    found = ""
    for match in re.finditer(r"[\]>|:] ?(?:[A-Z]{3,8} )?|^ ", common):
        if match[0][0] == ":" and match.end() > header:
            break
        found = common[: match.end()]
    return found
