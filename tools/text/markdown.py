"""Makes foreign text safe to show in Markdown: nothing hidden, nothing active, bounded in length. Pure."""

from collections.abc import Collection

from tools import deferred_re as re
from tools.text.links import linked_only_to
from tools.text.visible import visible

_BACKTICKS = re.compile("`+")
# A fenced block, or a code span within one line; if in doubt, it is not code.
_CODE = re.compile(
    r"^ {0,9}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,9}\1[`~]* *$|\Z)|(?<![`\\])(`+)(?!`)[^\n]+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_ACTIVE = re.compile(r"(?<!\\)(?:<(?=[A-Za-z/!?@#])|!(?=\[))")
_SIGNS = re.compile(r"[\\\[\]()<>`*!&]")


def printable(text: str) -> str:
    """The text without hidden characters and carriage returns."""
    return visible(text).replace("\r", "")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where possible and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def quoted(text: str) -> str:
    """One line as a Markdown code span, in which nothing is a link, an image, HTML or an instruction to a reader.

    The fence has one backtick more than any run inside, and blanks separate a backtick at the border from it
    (CommonMark 6.1).
    """
    line = " ".join(printable(text).split())
    fence = "`" * (max(map(len, _BACKTICKS.findall(line)), default=0) + 1)
    gap = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{gap}{line}{gap}{fence}" if line else ""


def inert(markdown: str, hosts: Collection[str] = ()) -> str:
    """The Markdown without HTML, mentions and images outside code, and with links only to these hosts.

    `<host>` is shown as written, nothing is fetched or run, and nobody is notified.
    """
    parts, end = [], 0
    for code in _CODE.finditer(markdown):
        parts += [_escaped(markdown[end : code.start()], hosts), code[0]]
        end = code.end()
    return "".join([*parts, _escaped(markdown[end:], hosts)])


def bracketed(name: str) -> str:
    """A name in brackets, in which nothing is a link, code or HTML, whatever the name is."""
    return f"[{_SIGNS.sub(lambda sign: chr(92) + sign[0], ' '.join(printable(name).split()))}]"


def _escaped(text: str, hosts: Collection[str]) -> str:
    return _ACTIVE.sub(lambda found: "\\" + found[0], linked_only_to(text, hosts))
