"""The set of invisible characters, in which instructions to a model or a reader could hide. Pure."""

from tools import deferred_re as re

# Control characters except tab and line ends; soft hyphen, joiners and fillers, zero-width and bidirectional marks,
# line separators, variation selectors, interlinear annotation, musical beams and slurs, tags.
_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e01ef"
)
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
# A name is one line of whole characters: halves of surrogate pairs cannot be stored as UTF-8.
_IN_NAME = re.compile(f"[\t\n\r\ud800-\udfff{_HIDDEN}]")


def visible(text: str) -> str:
    """The text without hidden characters; tabs and line ends stay."""
    return _IN_TEXT.sub("", text)


def hides_characters(name: str) -> bool:
    """True if a name contains hidden characters, tabs, line ends or halves of surrogate pairs."""
    return _IN_NAME.search(name) is not None


def printed_name(name: str) -> str:
    """A name that can be printed on one line: what `hides_characters` finds becomes a question mark."""
    return _IN_NAME.sub("?", name)
