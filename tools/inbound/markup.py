"""HTML, tables and event XML as plain text: one line per block, pairs of cells as `name: value`."""

from html import unescape

from tools import deferred_re as re

_DROPPED = re.compile(
    r"<(?P<tag>script|style|head|title)\b[^<>]*>.*?(?:</(?P=tag)>|$)|<!--.*?(?:-->|$)|<!doctype[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_CELL = re.compile(r":?\s*</t[hd]>\s*<t[hd]\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|tr|table|tbody|thead|br|li|ul|ol|h[1-6]|section|article|blockquote|hr|html|body|dl|dt|dd)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_BLANKS = re.compile(r"[ \t\r]+")
_EMPTY_LINES = re.compile(r"(?<!\s)\s*\n\s*")
# Parts of Windows event XML. No parser is used, so entities expand nothing and a truncated text can be read.
_EVENT_TAG = re.compile(r"<(?P<tag>EventID|Level|Computer|Channel|Message)\b[^>]{0,200}>(?P<text>[^<]{0,4000})<")
_EVENT_DATA = re.compile(r"<Data(?: Name=['\"](?P<name>[^'\"]{0,80})['\"])?\s*/?>(?P<text>[^<]{0,1000})")
_ORACLE_TEXT = re.compile(r"<txt>(?P<text>[^<]{1,8000})")
_PROVIDER = re.compile(r"<Provider Name=['\"](?P<name>[^'\"]{1,120})['\"]")
_EVENT_LEVELS = {"1": "critical", "2": "error", "3": "warning", "4": "information"}


def looks_like_html(text: str) -> bool:
    """True for a document, or a table inside other text."""
    head = text[:2_000].lower()
    return head.startswith(("<!doctype html", "<html", "<table", "<br", "<div", "<p>", "<body")) or any(
        tag in head for tag in ("<table", "<tr>", "<html", "<br/>", "<br />")
    )


def text_of_html(text: str) -> str:
    """The text, one line per block."""
    text = _DROPPED.sub("\n", text)
    text = _CELL.sub(": ", text)
    text = _TAG.sub("", _BLOCK.sub("\n", text))
    return _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", unescape(text))).strip()


def looks_like_event(text: str) -> bool:
    """True for Windows' event XML, and for Oracle's alert log."""
    return text[:7] in ("<Event ", "<Event>") or text[:10] == "<msg time="


def read_event(text: str) -> tuple[str, str, str]:
    """(text, provider, level) of an event: its message, or its id and the inserted values."""
    if text[:5] == "<msg ":
        return unescape(found["text"]).strip() if (found := _ORACLE_TEXT.search(text)) else "", "", ""
    tags = {found["tag"]: unescape(found["text"]).strip() for found in _EVENT_TAG.finditer(text)}
    provider = found["name"] if (found := _PROVIDER.search(text)) else ""
    data = [unescape(found["text"]).strip() for found in _EVENT_DATA.finditer(text)]
    told = tags.get("Message") or f"{provider} event: " + ", ".join(
        f'"{value}"' if value[:1].isalpha() else value for value in data
    )
    ident = f"event id {tags['EventID']}" if "EventID" in tags else ""
    return " ".join(part for part in (told, ident) if part), provider, _EVENT_LEVELS.get(tags.get("Level", ""), "")
