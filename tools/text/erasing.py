"""Removes one text from any stored text, in every form that it may take there. Pure."""

import html
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

import orjson

from tools import deferred_re as re
from tools.errors import InvalidRequest
from tools.text.hostile_characters import clean
from tools.text.identity.template import masked

MARK = "[scrubbed]"
"""What replaces the erased text."""

SHORTEST, LONGEST = 6, 4_096
"""The length of a text that can be erased, in characters: a shorter text may occur by chance in unrelated texts."""

_CUT = re.compile(r"(?:…|\.\.\.)\s*$")
_SHORTEST_PIECE = 4
_WORDS = re.compile(r"[^\W\d_]{4,}")


class Erasure:
    """Finds and replaces one text in any case, including where it is escaped, masked or cut off at the end."""

    def __init__(self, text: str) -> None:
        """Raises InvalidRequest for a text that is too short, too long or part of the mark."""
        wanted = " ".join(clean(text).split())
        if not SHORTEST <= len(wanted) <= LONGEST:
            raise InvalidRequest(
                f"the text must have {SHORTEST} to {LONGEST} characters: include the text around a shorter secret"
            )
        if wanted.lower() in MARK:
            raise InvalidRequest(f"the text is part of {MARK}, which marks erased text")
        self._wanted = wanted
        # White space may have changed: a title is one line, and a typed text may have other line ends.
        forms = {r"\s+".join(map(re.escape, form.split())) for form in _forms(wanted)}
        self._pattern = re.compile("|".join(sorted(forms, key=len, reverse=True)), re.IGNORECASE)
        hidden = masked(wanted)
        self._words = [hidden, *_WORDS.findall(hidden)] if _WORDS.search(hidden) else []

    def __contains__(self, value: Any) -> bool:
        """True if a text, bytes or a JSON value contains it."""
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        return bool(self.out_of(value) != value)

    def out_of(self, value: Any) -> Any:
        """A text or a JSON value without it. Names and values are searched, and JSON inside texts."""
        if isinstance(value, str):
            return self._out_of_text(value)
        if isinstance(value, list):
            return [self.out_of(each) for each in value]
        if isinstance(value, dict):
            return self._out_of_object(value)
        return value

    def out_of_bytes(self, body: bytes) -> bytes:
        """A stored body without it. The body is JSON or text; anything else is unchanged."""
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return body
        return str(self.out_of(text)).encode()

    def _out_of_text(self, text: str) -> str:
        if text[:1] in ("{", "["):
            try:
                held = orjson.loads(text)
            except orjson.JSONDecodeError:
                return self._plainly(text)
            inside = self.out_of(held)
            return text if inside == held else orjson.dumps(inside).decode()
        return self._plainly(text)

    def _plainly(self, text: str) -> str:
        text = self._pattern.sub(MARK, text)
        if cut := _CUT.search(text):
            head = text[: cut.start()]
            for length in range(min(len(self._wanted) - 1, len(head)), _SHORTEST_PIECE - 1, -1):
                if head.lower().endswith(self._wanted[:length].lower()):
                    return head[:-length] + MARK + cut[0]
        return text

    def _out_of_object(self, value: dict[str, Any]) -> dict[str, Any]:
        found = {self._plainly(name): self.out_of(held) for name, held in value.items()}
        if "params" in value and found != value:  # a message and the values masked in it
            found["params"] = [self._out_of_piece(each) for each in found["params"]]
            if isinstance(template := found.get("template"), str):
                found["template"] = self._out_of_template(template)
        return found

    def _out_of_piece(self, piece: str) -> str:
        """Remove a masked value that is part of the text."""
        held = len(piece) >= _SHORTEST_PIECE and piece.lower() in self._wanted.lower()
        return MARK if held else piece

    def _out_of_template(self, template: str) -> str:
        """A template masks parts of the text, alone or with their neighbours; words are what remains of it."""
        if MARK in template or not self._words:
            return template
        whole, *words = self._words
        erased = _replaced(template, whole)
        for word in words if erased == template else ():
            erased = _replaced(erased, word)
        return erased


def _replaced(template: str, words: str) -> str:
    return re.sub(re.escape(words), MARK, template, flags=re.IGNORECASE)


def _forms(text: str) -> Iterable[str]:
    """The text as JSON, addresses and markup write it."""
    once = orjson.dumps(text).decode()[1:-1]
    ascii_only = text.encode("ascii", "backslashreplace").decode()
    twice = orjson.dumps(once).decode()[1:-1]
    return {text, once, twice, ascii_only, quote(text, safe=""), quote_plus(text), quote(text), html.escape(text)}
