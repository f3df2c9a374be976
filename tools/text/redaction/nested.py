"""Secrets in the list, object or lines under their key."""

from tools import deferred_re as re
from tools.text.redaction.checks import is_empty, is_mixed, is_secret_after_name, is_secret_in_prose, words_of

_MOST = 600
_CUT = 120  # in a truncated list
_STRING = re.compile(
    r"(?P<open>\\{0,7}[\"'])(?P<value>(?:(?!(?<!\\)(?P=open))[^\r\n]){1,512})(?P=open)(?P<colon>\s{0,3}[:=])?"
)
_WORD = re.compile(r"[^\s,\[\]{}\"'\\]{4,256}")
_PAIR = re.compile(r"(?<![\w-])(?P<key>[\w-]{1,64}+)\s?:\s?(?P<value>[^\s,{}\"']{4,256}+)")
_NO_LIST = ("{{", "[REDACTED:", "[filtered", "[FILTERED")
_CLOSERS = {"[": "]", "{": "}", "(": ")"}
# Fields of an object that contain the secret itself; others are cut only if they look like one.
_HOLDERS = words_of(
    "value values val v secret data plain plaintext text key pass password passwd current previous content raw old new "
    "before after from to"
)
# `password: |` or `>-`, or nothing, and the indented lines below.
_BLOCK = re.compile(
    r"[ \t]{0,8}(?P<mark>[|>][+-]?\d?)?[ \t]{0,8}\r?\n(?P<indent>[ \t]{1,64})(?P<item>-[ \t]{1,8})?(?=\S)"
)
_BLOCK_SIGNS = frozenset(" \t|>\r\n")
# ODBC's quoting: `PWD={hunter;2}`.
_BRACED = re.compile(
    r"\{(?:[^\s{}:=\"']|\}\}){4,128}\}(?=[;\s\"']|\Z)|\{(?!\w{1,32}[:=])(?:[^\s{}\"']|\}\}){4,128}\}(?=;)"
)
_LINE = re.compile(r"[^\r\n]{1,4096}")
# `password = <<-EOT`, in configurations and shells.
_HEREDOC = re.compile(
    r"[ \t]{0,3}<<[-~]?[\"']?(?P<mark>\w{1,16})[\"']?\r?\n[ \t]{0,32}(?P<value>[^\n]{4,512}?)\r?\n[ \t]{0,32}(?P=mark)"
)
_HERE = 5  # a document's mark this close to the sign
# `- secret: |` has keys of its own.
_MAPPING = re.compile(r"[\"']?[\w.-]{1,64}[\"']?:(?=\s|$)")


Places = list[tuple[int, int]]


def block_at(text: str, start: int) -> "re.Match[str] | None":
    """The start of indented lines below a key whose colon ends at `start`, up to the first of their words."""
    return _BLOCK.match(text, start) if text[start : start + 1] in _BLOCK_SIGNS else None


def mapped(text: str, block: "re.Match[str]", seen: int) -> tuple[Places, int]:
    """Generated-looking values in the mapping below a key, and fields that name a secret; `block` begins its lines.

    Also returns the end of what was read, at least `seen`, up to which another mapping was read, so nothing is read
    twice; -1 if there is no mapping. The lines have keys of their own as well.
    """
    if not _MAPPING.match(text, block.end()):
        return [], -1
    if block.start() < seen:
        return [], seen
    place, indent = block.end(), "\n" + block["indent"]
    found: Places = []
    most = place + _MOST
    while place < most and (line := _LINE.match(text, place, most)):
        key, _, value = line[0].partition(":")
        value = value.strip().strip("\"'")
        if not is_empty(value) and (
            is_secret_after_name(value) or (key.lower() in _HOLDERS and is_secret_in_prose(value))
        ):
            first = text.index(value, place + len(key))
            found.append((first, first + len(value)))
        place = line.end() + text.startswith("\r", line.end())
        if not text.startswith(indent, place):
            break
        place += len(indent)
    return found, place


def inside(text: str, start: int, any_word: bool) -> tuple[Places, int]:
    """The secrets in the list or object at `start`, and its end: strings, and in a list also bare words.

    The end is -1 if there is none. Without `any_word`, a bare word is cut only if it looks like no word of a language.
    """
    closer = _CLOSERS.get(text[start : start + 1])
    if closer is None or text.startswith(_NO_LIST, start):
        return [], -1
    end = text.find(closer, start, start + _MOST)
    end = min(len(text), start + _CUT) if end < 0 else end
    found: Places = []
    if closer == "}" and (braced := _BRACED.match(text, start)) and is_secret_in_prose(braced[0][1:-1]):
        return [(start + 1, braced.end() - 1)], braced.end()
    key = quoted = ""
    for string in _STRING.finditer(text, start, end):
        quoted = string["value"]
        if string["colon"]:
            key = quoted.lower()
        elif not is_empty(quoted) and (not key or key in _HOLDERS or is_mixed(quoted)):
            found.append(string.span("value"))
    if closer == "}" and not quoted:
        found += [
            pair.span("value")
            for pair in _PAIR.finditer(text, start + 1, end)
            if is_secret_after_name(pair["value"])
            or (pair["key"].lower() in _HOLDERS and is_secret_in_prose(pair["value"]))
        ]
    if closer in "])" and not quoted:
        found += [
            word.span()
            for word in _WORD.finditer(text, start + 1, end)
            if (not is_empty(word[0]) if closer == "]" and any_word else is_secret_in_prose(word[0].rstrip(")")))
        ]
    return found, end


def below(text: str, start: int, block: "re.Match[str] | None") -> tuple[Places, int]:
    """The lines of a YAML block or list under a key whose colon ends at `start`, and the end of the last one.

    The end is -1 if there is none.
    """
    if block is None:
        heredoc = _HEREDOC.match(text, start) if text.find("<<", start, start + _HERE) >= 0 else None
        if heredoc is None:
            return [], -1
        return [] if is_empty(heredoc["value"]) else [heredoc.span("value")], heredoc.end("value")
    if not (block["mark"] or block["item"]) or _MAPPING.match(text, block.end()):
        return [], -1
    place, indent = block.end(), "\n" + block["indent"] + (block["item"] or "")
    found: Places = []
    while line := _LINE.match(text, place):
        value = line[0].strip().strip("\"'")
        if value and not is_empty(value):
            first = text.index(value, place)
            found.append((first, first + len(value)))
        place = line.end() + text.startswith("\r", line.end())
        if not text.startswith(indent, place):
            break
        place += len(indent)
    return found, place
