"""The content of an envelope, for who searches by it. Pure."""

from tools.text.reading.layered import PLAIN
from tools.text.reading.reader import read


def unwrapped(log: str) -> str:
    """The content of an envelope, one line per sentence; "" if the text has no envelope."""
    reading = read(log)
    if all(layer in PLAIN or layer.endswith(" trace") for layer in reading.layers):
        return ""
    return "\n".join(" ".join(filter(None, (part.text, part.telling))) for part in reading.parts)
