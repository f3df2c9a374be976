"""Perl, Lua, C++, Dart, Swift and Julia: the message ends with its place, and frames may follow."""

from collections.abc import Sequence
from itertools import pairwise

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, plain, stem

_PERL = re.compile(
    r"(?P<what>.{3,600}?) at (?P<path>\S{1,300}\.(?:pl|pm|t|cgi)) line \d{1,9}(?:, <[^>]{1,40}> (?:line"
    r"|chunk) \d{1,9})?\.?\s*$"
)
_PERL_FRAME = re.compile(r"\s+(?P<where>[\w:]{1,200})\(.{0,300}\) called at (?P<path>\S{1,300}) line \d{1,9}")
# Lua's own program puts its name in front, a program with Lua inside its own words.
_LUA = re.compile(
    r"(?:lua[\d.]{0,6}: |luajit: |.{0,200}?\b(?:error|script): )?(?P<path>[^\s:]{1,300}\.lua):\d{1,9}: "
    r"(?P<what>.{1,600})"
)
_LUA_FRAMES = "stack traceback:"
_CPP = re.compile(r"terminate called after throwing an instance of '(?P<class>[^'\n]{1,200})'")
_WHAT = re.compile(r"\s+what\(\): +(?P<what>.{0,600})")
_DART = re.compile(r"#\d{1,4} +(?P<where>\S.{0,200}?) \((?P<path>(?:package|dart|file):[^():]{1,300})")
# `Fatal error: Unexpectedly found nil: file Shop/Cart.swift, line 118`; since 5.3 the place comes first.
_FATAL = r"(?:Fatal error|Precondition failed|Assertion failed)"
_SWIFT = re.compile(
    rf"{_FATAL}: (?P<what>.{{1,600}}?): file (?P<path>\S{{1,300}}\.swift), line \d{{1,9}}"
    rf"|(?<!\S)(?P<newer>\S{{1,300}}\.swift):\d{{1,9}}: {_FATAL}(?:: (?P<told>.{{1,600}}))?"
)
# `0  Feed  0x0000000104a4c118 FeedParser.next() + 412 (FeedParser.swift:41)`.
_SWIFT_FRAME = re.compile(
    r"\s*\d{1,4} {1,9}\S{1,120}\s{1,9}0x[0-9a-f]{4,16} (?P<where>\S.{0,300}?) \+ \d{1,9}"
    r"(?: \((?P<path>[^():]{1,200}\.swift):\d{1,9}\))?\s*$"
)
# Swift on a server: `1 CartController.issue(req:) in App at /build/Sources/App/CartController.swift:112`.
_SWIFT_PLACE = re.compile(
    r"\s*\d{1,4} {1,9}(?P<where>\S.{0,300}?) in \S{1,120} at (?P<path>\S{1,300}\.swift):\d{1,9}\s*$"
)
_SWIFT_FATAL = re.compile(rf"{_FATAL}: (?P<what>.{{1,600}})")
# ` [2] best(board)`, then `   @ Rates /srv/src/Rates.jl:41`; Julia's own frames are under `./` or `Base`.
_JULIA_FRAME = re.compile(r"\s*\[\d{1,4}\] (?P<where>[^\s(]{1,200})")
_JULIA_PLACE = re.compile(r"\s*@ (?:(?P<module>[\w.]{1,80}) )?(?P<path>\S{1,300}\.jl):\d{1,9}")


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines are of none of these languages."""
    dart = [found for line in lines if (found := _DART.match(line))]
    if dart:
        told = [line for line in lines if not _DART.match(line) and not line.startswith("Unhandled exception")]
        own = [found for found in dart if not found["path"].startswith(("dart:", "package:flutter/"))] or dart
        return Trace(tuple(told[:1]), plain(f"{stem(own[0]['path'])}.{own[0]['where']}"), bool(told), "dart")
    julia = _julia(lines)
    if julia is not None:
        return julia
    for place, line in enumerate(lines[:5]):
        lua = _LUA.match(line) if ".lua:" in line else None
        if lua and (line.startswith("lua") or any(_LUA_FRAMES in each for each in lines[place:])):
            return Trace((lua["what"].strip(),), plain(stem(lua["path"])), True, "lua")
        perl = _PERL.match(line)
        if perl:
            frames = [found for each in lines[place + 1 :] if (found := _PERL_FRAME.match(each))]
            place_of = [stem(perl["path"]), *(found["where"].rpartition("::")[2] for found in frames[:1])]
            return Trace((perl["what"].strip(),), plain(".".join(place_of)), True, "perl")
        placed = _SWIFT_FATAL.match(line)
        frames = [at for each in lines[place + 1 :] if (at := _SWIFT_PLACE.match(each))] if placed else []
        if placed and frames:
            return Trace((placed["what"].strip(),), plain(frames[0]["where"]), True, "swift")
        swift = _SWIFT.search(line) if ".swift" in line and ": " in line else None
        if swift:
            return _swift(swift, lines[place + 1 :])
        cpp = _CPP.match(line)
        if cpp:
            what = next((found["what"] for each in lines[place + 1 :] if (found := _WHAT.match(each))), "")
            return Trace((f"{cpp['class']}: {what}",), "", True, "cpp")
    return None


def _swift(found: re.Match[str], rest: Sequence[str]) -> Trace:
    """The cause of the end, and the first frame with a file of its own; without frames, the file that it names."""
    frames = [each["where"] for line in rest if (each := _SWIFT_FRAME.match(line)) and each["path"]]
    place = frames[0] if frames else stem(found["path"] or found["newer"])
    return Trace(((found["what"] or found["told"] or "Fatal error").strip(),), plain(place), True, "swift")


def _julia(lines: Sequence[str]) -> Trace | None:
    """The exception, and the first frame with a file that is not Julia's own."""
    start = next((place for place, line in enumerate(lines) if line.startswith("Stacktrace:")), 0)
    if not start:
        return None
    frames = [
        (where["where"], at)
        for line, following in pairwise(lines[start:])
        if (where := _JULIA_FRAME.match(line)) and (at := _JULIA_PLACE.match(following))
    ]
    own = [where for where, at in frames if at["module"] not in ("Base", "Core", None)]
    told = lines[0].partition("ERROR: ")[2] or lines[0]
    return Trace((told.removeprefix("LoadError: "),), plain(next(iter(own), "")), True, "julia") if frames else None
