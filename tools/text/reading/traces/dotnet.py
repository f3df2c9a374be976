""".NET in any language: ` ---> ` inner exceptions, `--- End of inner exception stack trace ---`, aggregates."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain

# "at", "bei", "à", "en", "in", "в", "在", "場所": the word before a frame in the languages that .NET supports.
_FRAME = re.compile(
    r"\s{2,}(?:at|bei|à|en|in|em|a|w|в|在|於|場所|위치:|konum:|v) (?P<where>[\w.`<>$+|\[\],]{3,300}"
    r"(?:\.{1,2}[\w.`<>$|]{1,80})?)\("
)
_RAISED = re.compile(
    r"(?:Unhandled exception\. |Unhandled Exception: |\s*-{3}> (?:\(Inner Exception #\d{1,4}\) )?"
    r"|\(Inner Exception #\d{1,4}\) )?(?P<what>(?:[A-Z]\w{0,80}\.){1,8}[A-Z]\w{1,120}(?:`\d)?(?: \(0x[0-9A-Fa-f]{8}"
    r"(?:, 0x[0-9A-Fa-f]{8})?\))?: .{0,600})"
)
_SPLIT = re.compile(r" -{3}> (?:\(Inner Exception #\d{1,4}\) )?")
_LIBRARY = (
    "System.",
    "Microsoft.",
    "Npgsql.",
    "Newtonsoft.",
    "MySql.",
    "StackExchange.",
    "Serilog.",
    "Polly.",
    "Grpc.",
    "AutoMapper.",
    "Dapper.",
    "RestSharp.",
    "NLog.",
    "MediatR.",
)


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no frame of .NET."""
    frames = [found["where"] for line in lines if (found := _FRAME.match(line))]
    if not frames:
        return None
    raised: list[str] = []
    for line in lines:
        if not _FRAME.match(line):
            for part in _SPLIT.split(line.rstrip().removesuffix("<---")):
                if found := _RAISED.match(part):
                    raised.append(found["what"].strip())
    if not raised:
        return None
    own = next((where for where in frames if not where.startswith(_LIBRARY)), frames[0])
    return Trace(ends(raised), plain(_method(own)), True, "dotnet")


def _method(where: str) -> str:
    """`SyncJob.<RunAsync>d__7.MoveNext` is how older runtimes write `SyncJob.RunAsync`."""
    return re.sub(r"<(\w+)>[\w|]*(?:\.MoveNext)?", r"\1", where)
