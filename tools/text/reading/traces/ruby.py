"""Ruby before and since 3.4, printed in either order, from a thread, with its causes."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain, stem

_AT = r"(?P<path>[^\s:]{1,300}):\d{1,9}:in [`'](?P<where>[^'\n]{1,200})'"
_RAISED = re.compile(rf"{_AT}: (?P<text>.{{0,600}}?) \((?P<class>[A-Z][\w:]{{0,120}})\)\s*$")
_FRAME = re.compile(rf"\s+(?:\d{{1,5}}: )?(?:from )?{_AT}\s*$")
# Rails prints the exception, then its frames without indentation; those of gems have the gem's name in front.
# A job runner's own header may stand before the first lines alone.
_HEADED = r"(?:.{0,300}? [A-Z]{4,5}: )?"
_RAILS = re.compile(
    rf"{_HEADED}(?P<class>[A-Z][\w:]{{0,120}})(?: \((?P<text>.{{0,600}})\):|: (?P<told>.{{1,600}}))\s*$"
)
_RAILS_FRAME = re.compile(rf"{_HEADED}(?P<gem>[\w-]{{1,60}} \([\d.]{{1,20}}[\w.]{{0,20}}\) )?{_AT}\s*$")
_REVERSED = re.compile(r"\s+\d{1,5}: from ")
_LIBRARY = re.compile(r"/gems/|/lib/ruby/|^<internal:|/rubygems/|/bundler/")
# Since 3.4, a message names only nil, true and classes: before, it had `for nil:NilClass`, `for #<Cart:0x…>`.
_NIL = re.compile(r"\b(?P<value>nil|true|false):(?:Nil|True|False)Class\b")
_INSTANCE = re.compile(r"(?<=for )#<(?P<class>[A-Z][\w:]{0,120}?)(?::0x[0-9a-f]{8,16})?(?: [^>\n]{0,300})?>")
_WRAPS = re.compile(r"^(?:(?:rescue|ensure|block(?: \(\d+ levels\))?) in )+")


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no frame of Ruby."""
    rails = _rails(lines)
    if rails is not None:
        return rails
    raised: list[str] = []
    parts: list[list[tuple[str, str]]] = []
    backwards = any(_REVERSED.match(line) for line in lines)
    pending: list[tuple[str, str]] = []
    frames = False
    for line in lines:
        frame = _FRAME.match(line)
        if frame:
            frames = True
            (pending if backwards or not parts else parts[-1]).append((frame["path"], frame["where"]))
        elif found := _RAISED.match(line):
            raised.append(f"{found['class']}: {_as_since_3_4(found['text'])}")
            parts.append([(found["path"], found["where"]), *pending[::-1]])
            pending = []
    if not raised or not (frames or len(raised) > 1):
        return None
    order = raised[::-1] if backwards else list(dict.fromkeys(raised))
    inner = parts[0] if backwards else parts[raised.index(order[-1])]
    return Trace(ends(order), _innermost(inner), True, "ruby")


def _rails(lines: Sequence[str]) -> Trace | None:
    """A request's error as Rails logs it."""
    place = next((at for at, line in enumerate(lines) if _RAILS.match(line)), -1)
    told = _RAILS.match(lines[place]) if place >= 0 else None
    frames = [found for line in lines[place + 1 :] if (found := _RAILS_FRAME.match(line.strip()))]
    if told is None or not frames:
        return None
    own = [(found["path"], found["where"]) for found in frames if not found["gem"]]
    inner = own or [(frames[0]["path"], frames[0]["where"])]
    return Trace((f"{told['class']}: {_as_since_3_4(told['text'] or told['told'])}",), _innermost(inner), True, "ruby")


def _innermost(frames: Sequence[tuple[str, str]]) -> str:
    own = [frame for frame in frames if not _LIBRARY.search(frame[0])] or list(frames)
    path, where = own[0]
    method = re.split(r"[#.]", _WRAPS.sub("", where))[-1]
    return plain(f"{stem(path)}.{method}")


def _as_since_3_4(text: str) -> str:
    """An older message in the words of Ruby 3.4."""
    return _INSTANCE.sub(r"an instance of \g<class>", _NIL.sub(r"\g<value>", text))
