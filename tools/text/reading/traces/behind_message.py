"""A stack trace in the fields that a logger prints as JSON behind its message."""

from tools.text.reading.json_text import parsed
from tools.text.reading.traces.languages import read_trace
from tools.text.reading.traces.trace import Trace

_MARK = ' {"'


def trace_behind(message: str) -> Trace | None:
    """The trace of `Activity failed {"attempt":3,"stack":"RangeError: …"}`; None for any other message."""
    if message[-1:] != "}" or "\\n" not in message:
        return None
    at = message.find(_MARK)
    value = parsed(message[at:].strip()) if at > 0 else None
    values = value.values() if isinstance(value, dict) else ()
    texts = (each for each in values if isinstance(each, str) and "\n" in each)
    return next((found for text in texts if (found := read_trace(text.splitlines())) is not None), None)
