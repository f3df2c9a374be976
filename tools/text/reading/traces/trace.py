"""What a stack trace says, in whichever language it was written."""

from dataclasses import dataclass

from tools import deferred_re as re

# Parts of frames that differ from build to build: line numbers, lambda counters, addresses, generated names.
_NOISE = re.compile(r"\$\$?[\w$]*|0x[0-9a-fA-F]+|\d+|lambda|<[^>]{0,60}>|\[as [^\]]{0,60}\]|::h[0-9a-f]{16}")
# What a bundler appends to a file's name: a hash of its content.
_BUILT = re.compile(r"[-_](?=[a-f]*\d)[0-9a-f]{6,20}$")


@dataclass(frozen=True, slots=True)
class Trace:
    """`headlines`: the exceptions, outermost first, root cause last; `frame`: the application's innermost frame.

    `whole` is False if the text before the trace belongs to it, because the headlines say nothing by themselves.
    """

    headlines: tuple[str, ...]
    frame: str = ""
    whole: bool = True
    language: str = ""


def plain(frame: str) -> str:
    """A frame without the parts that differ from build to build."""
    return _NOISE.sub("", frame).strip(" .:-")


def stem(path: str) -> str:
    """`/srv/shop/cart.py`, `/assets/cart-8f21ac.js` → "cart": a program may be installed anywhere, in any build."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return _BUILT.sub("", name.partition(".")[0]) if not name.startswith(".") else name


def ends(headlines: list[str]) -> tuple[str, ...]:
    """The outermost exception and the root cause; those between them are wrappers."""
    told = [headline for headline in dict.fromkeys(headlines) if headline]
    return tuple(dict.fromkeys(told[:1] + told[-1:]))
