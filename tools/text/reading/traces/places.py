"""Languages whose frames name a file: PowerShell, shells, Haskell, OCaml, Zig, Nim, Crystal, debuggers, Firefox."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, plain, stem

_PATH = r"(?P<path>[^\s\"'():]{1,300}"
# (language, how a frame of it is written, innermost first)
_FRAMES = (
    (
        "powershell",
        re.compile(r"\s*At (?P<path>(?:[A-Za-z]:\\|/)[^\n:]{1,300}\.psm?1):\d{1,6} char:\d{1,6}"),
    ),
    ("shell", re.compile(rf"{_PATH}\.(?:sh|bash|zsh|ksh)): (?:line )?\d{{1,6}}: (?P<what>\S.{{0,600}})")),
    ("haskell", re.compile(rf"\s*(?P<where>[\w.']{{1,80}}), called at {_PATH}\.hs):\d{{1,6}}:\d{{1,6}} in ")),
    (
        "ocaml",
        re.compile(rf"(?:Raised [a-z ]{{2,30}}|Called from) (?P<where>[\w.]{{1,120}}) in file \"{_PATH}\.mli?)\""),
    ),
    ("zig", re.compile(rf"{_PATH}\.zig):\d{{1,6}}:\d{{1,6}}: 0x[0-9a-f]{{1,16}} in (?P<where>\w{{1,120}}) ")),
    ("crystal", re.compile(rf"\s*from {_PATH}\.cr):\d{{1,6}}:\d{{1,6}} in '(?P<where>[^'\n]{{1,120}})'")),
    (
        "debugger",
        re.compile(
            r"\s*#\d{1,3} +(?:0x[0-9a-f]{1,16} in )?(?P<where>[\w:~<>]{1,160}) ?(?:\([^\n]{0,300}\) )?(?:at )?"
            rf"{_PATH}\.(?:c|cc|cpp|cxx|h|hpp)):\d{{1,6}}"
        ),
    ),
    (
        "firefox",
        re.compile(
            r"(?P<where>[\w$./<]{0,120})@(?P<path>https?://[^\s:]{1,200}(?::\d{1,5})?/[^\s:]{1,300})"
            r":\d{1,7}:\d{1,7}\s*$"
        ),
    ),
)
# Nim prints the innermost frame last.
_NIM = re.compile(rf"{_PATH}\.nim)\(\d{{1,6}}\) (?P<where>\w{{1,120}})\s*$")
MARKS = (".ps1:", ".psm1:", "sh: ", ".hs:", '.ml"', ".zig:", ".cr:", "#0 ", "@http", ".nim(")


def read(lines: Sequence[str]) -> Trace | None:
    """None if no line is a frame of these languages."""
    nim = [found for line in lines if ".nim(" in line and (found := _NIM.match(line))]
    if nim:
        told = next((line for line in lines if line.startswith("Error: ")), "")
        return Trace((told.removeprefix("Error: unhandled exception: "),), _frame(nim[-1]), bool(told), "nim")
    for language, frame in _FRAMES:
        found = next((each for line in lines if (each := frame.match(line))), None)
        if found:
            return Trace(_headlines(lines, frame, found), _frame(found), True, language)
    return None


def _headlines(lines: Sequence[str], frame: re.Pattern[str], first: re.Match[str]) -> tuple[str, ...]:
    """What a shell says behind its place; of the others the line in front of the first frame that is no frame."""
    if "what" in frame.groupindex:
        return (first["what"].strip(),)
    told = []
    for line in lines:
        if frame.match(line):
            break
        if line.strip() and not line[:1].isspace() and not line.startswith("CallStack"):
            told.append(line.strip())
    return tuple(told[:2])


def _frame(found: re.Match[str]) -> str:
    where = found.groupdict().get("where") or ""
    name = stem(found["path"])
    return plain(f"{name}.{where}" if where else name)
