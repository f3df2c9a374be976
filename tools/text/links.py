"""Links in foreign Markdown: only links to known hosts stay, any other becomes its text. Pure."""

import html
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

from tools import deferred_re as re
from tools.text.visible import visible

_INLINE = re.compile(
    r"\[([^\]\[\n]{0,300})\]\(\s{0,9}<?([^\s()<>]{0,600}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)>?(?:\s{1,9}[^()\n]{0,300})?\)"
)
# What would make a link of the preceding brackets: an address, a reference, or a reference's own address.
_OPENED = re.compile(r"\](?=\s?[(\[:])")
_SCHEMES = ("http", "https")
# Every spelling that a browser or chat program reads as the start of a web address.
_WEB = re.compile(
    r"(?:(?:https?|wss?|ftps?):[/\\]{0,4}|[/\\]{2}|(?<![\w.@/-])(?=www\.))([^\s/\\?#()<>\"'`\]]{1,253})", re.IGNORECASE
)


def hosts(text: str) -> set[str]:
    """The hosts of all web addresses in a text, however they are spelt, in lower case."""
    return {found.lower().rstrip(".,;:!*_") for found in _WEB.findall(_read(text))} - {""}


def linked_only_to(markdown: str, known: Collection[str]) -> str:
    """The Markdown with links only to `known` hosts (lower case). The caller leaves code out."""
    parts, end = [], 0
    for link in _INLINE.finditer(markdown):
        parts.append(_closed(markdown[end : link.start()]))
        parts.append(link[0] if _may_be_opened(link[2], known) else _closed(link[1]))
        end = link.end()
    return "".join([*parts, _closed(markdown[end:])])


def _closed(text: str) -> str:
    return _OPENED.sub(r"\\]", text)


def _may_be_opened(address: str, known: Collection[str]) -> bool:
    try:
        parts = urlsplit(_read(address))
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and parts.netloc.lower() in known


def _read(text: str) -> str:
    """As a browser reads it: with entities, hidden characters and other spellings of the same letters resolved."""
    return unicodedata.normalize("NFKC", visible(html.unescape(text)))
