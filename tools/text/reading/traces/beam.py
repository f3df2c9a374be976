"""Elixir and Erlang: `** (Class) reason` with its frames, and the reports of a process that ended."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain

_RAISED = re.compile(r"(?:.{0,200}?)\*\* \((?P<class>[A-Za-z_][\w.]{0,120})\) ?(?P<text>.{0,600})")
_STOPPED = re.compile(r"\s*(?:\*\* )?[Rr]eason(?: for termination)?(?: ==)?:?\s*(?P<text>.{0,600})")
_CRASH = re.compile(r"\s*exception (?P<class>error|exit|throw): ?(?P<text>.{0,600})")
_FRAME = re.compile(
    r"\s+(?:\((?P<app>\w{1,60}) [\w.+-]{1,40}\) )?(?P<path>[\w./-]{1,300}\.(?:exs?|erl)):\d{1,9}: "
    r"(?P<where>\S.{0,200}?)(?:/\d{1,3})?\s*$"
)
_ERLANG_FRAME = re.compile(r"\s*(?:in function|in call from) +(?P<where>[\w:]{2,200})/\d{1,3}")
_LIBRARY = frozenset(
    [
        "stdlib",
        "kernel",
        "elixir",
        "erts",
        "mix",
        "logger",
        "ecto",
        "ecto_sql",
        "phoenix",
        "plug",
        "plug_cowboy",
        "cowboy",
        "db_connection",
        "postgrex",
        "gen_stage",
        "broadway",
        "oban",
        "absinthe",
        "ranch",
        "poolboy",
        "tesla",
        "hackney",
        "finch",
        "mint",
        "jason",
        "telemetry",
    ]
)


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no exception of the BEAM."""
    raised = [f"{found['class']}: {found['text'].strip()}" for line in lines if (found := _RAISED.match(line))]
    frames = [found for line in lines if (found := _FRAME.match(line))]
    erlang = [found["where"] for line in lines if (found := _ERLANG_FRAME.match(line))]
    if not raised:
        raised = [found["text"].strip() for line in lines if erlang and (found := _CRASH.match(line))]
    if not raised or not (frames or erlang):
        return None
    own = [found["where"] for found in frames if (found["app"] or "") not in _LIBRARY]
    frame = own[0] if own else next((found["where"] for found in frames), erlang[0] if erlang else "")
    return Trace(ends(raised), plain(frame), True, "beam")
