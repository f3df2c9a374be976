"""A Windows event as its viewer, a mail or a collector writes it: fields by their names, then the message."""

from typing import NamedTuple

from tools import deferred_re as re
from tools.nouns.severity import LEVELS

_NAMES = (
    r"(?:Log ?Name|Source(?:Name)?|Provider(?:Name)?|Date|Time(?:Created|Generated)?|Event ?ID|Event ?Code"
    r"|Task ?Category|Level|Entry ?Type|Event ?Type|Type|Keywords|User(?:Name)?|Sid(?:Type)?|Computer(?:Name)?"
    r"|Machine ?Name|Op ?Code|Record ?(?:Number|Id)|Channel)"
)
# A value of a line ends with it; in one line it ends before the next name, and the last of them is one word.
_LINE = re.compile(rf"\s*(?P<name>{_NAMES})[ \t]*[:=][ \t]*(?P<value>[^\n]{{0,300}})(?:\n|$)", re.IGNORECASE)
_WORD = re.compile(
    rf"[ ,;]*(?P<name>{_NAMES})[ \t]?[:=][ \t]*"
    rf"(?P<value>\"[^\"\n]{{0,120}}\"|[^\n:=]{{1,120}}?(?=[ ,;]+{_NAMES}[ \t]?[:=])|[^\s,;]{{1,120}})[,;]?",
    re.IGNORECASE,
)
_MESSAGE = re.compile(r"\s*(?:Description|Message|Details)[ \t]*[:=]\s*")
_SQUEEZE = re.compile(r"[^a-z]")
_HEAD = 400
_MOST_FIELDS = 20


class WindowsEvent(NamedTuple):
    """What the fields say, and the message behind them."""

    provider: str
    number: str
    level: str
    message: str


def read_windows_event(text: str) -> WindowsEvent | None:
    """The event; None for any other text, and for fields without a message."""
    head = text[:_HEAD].lower()
    if "event id" not in head and "eventid" not in head and "eventcode" not in head:
        return None
    field = _LINE if "\n" in text[:_HEAD] else _WORD
    found: dict[str, str] = {}
    place = 0
    for _ in range(_MOST_FIELDS):
        match = field.match(text, place)
        if match is None:
            break
        found.setdefault(_SQUEEZE.sub("", match["name"].lower()), match["value"].strip(' "'))
        place = match.end()
    number = found.get("eventid") or found.get("eventcode") or ""
    provider = next((found[name] for name in _PROVIDERS if found.get(name)), "")
    named = _MESSAGE.match(text, place)
    message = text[named.end() if named else place :].strip(" -:\t\n")
    if not number.isdigit() or not provider or not message:
        return None
    word = next((found[name] for name in _LEVELS if found.get(name)), "")
    return WindowsEvent(provider, number, LEVELS.get(word.lower(), ""), message)


_PROVIDERS = ("source", "sourcename", "provider", "providername", "logname", "channel", "computer", "computername")
_LEVELS = ("level", "entrytype", "type")
