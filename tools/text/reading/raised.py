"""The exception in the fields of a JSON record: a trace in one field, or class, text and frames in several."""

from operator import itemgetter

from tools.text.reading.json_text import JsonObject
from tools.text.reading.leaves import Leaves
from tools.text.reading.roles import squeezed
from tools.text.reading.traces.languages import read_trace
from tools.text.reading.traces.trace import ends, plain, stem

_PLAIN_TYPES = frozenset({"exctype", "errortype", "exceptiontype", "exceptionclass", "errorclass"})
_TYPES = _PLAIN_TYPES | {"class", "type", "errorname", "name"}
_TEXTS = ("excvalue", "errormessage", "exceptionmessage", "message", "value", "error")
_OWNERS = frozenset(["error", "err", "exception", "exc", "excinfo", "thrown", "cause", "ex", "throwable"])
OF_RAISED = _OWNERS | {"stacktrace", "frames"}
"""Objects about an exception: names in them are not those of the program that logged it."""
_MOST = 40
_VALUE = itemgetter(2)


def raised_of(value: JsonObject, own: Leaves) -> tuple[tuple[str, ...], str] | None:
    """(headlines, frame); None if no field contains an exception."""
    frame = ""
    headlines: tuple[str, ...] = ()
    for text in _several_lines(own):
        trace = read_trace([line for line in text.splitlines() if line.strip()])
        if trace is not None:
            frame, headlines = trace.frame or frame, trace.headlines or headlines
            break
    if headlines:
        return (headlines[0], *_members(own)) if "aggregateerrors" in own.objects else headlines, frame
    listed = _listed(value)
    if listed is not None:
        return listed
    kind, text = _told(own)
    if not kind and not frame:
        return None
    return ((f"{kind}: {text}" if text else kind,) if kind else ()), frame


def _several_lines(own: Leaves) -> list[str]:
    """The values of several lines, and those that begin like a trace. One look at all values excludes most records."""
    values = list(map(_VALUE, own.all))
    whole = "\n".join(values)
    if whole.count("\n") < len(values) and "Traceback" not in whole:
        return []
    return [text for text in values if "\n" in text or text.startswith("Traceback")]


def _members(own: Leaves) -> list[str]:
    """Pino's members of an AggregateError, sorted, because they are reported in any order."""
    stacks = (each.value for each in own.all if each.key == "stack" and each.above[-1:] == ("aggregateerrors",))
    return sorted({stack.partition("\n")[0] for stack in stacks})


def _told(own: Leaves) -> tuple[str, str]:
    """The class and text of the exception; a class without an owner is any type of thing."""
    if _TYPES.isdisjoint(own.outermost):
        return "", ""
    for leaf in own.all:
        if leaf.key not in _TYPES:
            continue
        owner = leaf.above[-1] if leaf.above else ""
        if leaf.key in _PLAIN_TYPES or owner in _OWNERS:
            same = [each for each in own.all if each.above == leaf.above and each.key in _TEXTS and each is not leaf]
            near = sorted(same, key=lambda each: _TEXTS.index(each.key))
            kind = leaf.value.rpartition(".")[2]
            code = next((each.value for each in own.all if each.above == leaf.above and each.key == "code"), "")
            return f"{kind} [{code}]" if code.startswith("ERR_") else kind, near[0].value if near else ""
    return "", ""


def _listed(value: JsonObject) -> tuple[tuple[str, ...], str] | None:
    """Structlog's list of exceptions, the thrown one first, each with its frames; Sentry's `values` likewise."""
    found = next(
        (item for name, item in value.items() if squeezed(str(name)) in ("exception", "exceptions", "excinfo")), None
    )
    if isinstance(found, dict):
        found = found.get("values")
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return None
    told, frame = [], ""
    for item in found[:_MOST]:
        if not isinstance(item, dict):
            continue
        fields = {squeezed(str(name)): each for name, each in item.items()}
        kind, text = fields.get("exctype") or fields.get("type"), fields.get("excvalue") or fields.get("value") or ""
        if isinstance(kind, str):
            told.append(f"{kind}: {text}" if text else kind)
        frames = fields.get("frames") or (fields.get("stacktrace") or {})
        frames = frames.get("frames") if isinstance(frames, dict) else frames
        frame = _frame(frames) or frame
    return (ends(told), frame) if told else None


def _frame(frames: object) -> str:
    """The innermost frame of the application; frames are listed from the outermost on."""
    if not isinstance(frames, list):
        return ""
    named = []
    for each in frames[-_MOST:]:
        if isinstance(each, dict):
            fields = {squeezed(str(name)): item for name, item in each.items()}
            path = str(fields.get("filename") or fields.get("abspath") or "")
            where = str(fields.get("name") or fields.get("function") or "")
            named.append((path, where))
    own = [(path, where) for path, where in named if "site-packages" not in path and "/lib/python" not in path]
    if not (own or named):
        return ""
    path, where = (own or named)[-1]
    return plain(f"{stem(path)}.{where}" if where and where != "<module>" else stem(path))
