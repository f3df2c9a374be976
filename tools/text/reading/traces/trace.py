"""What a stack trace says, whatever language wrote it."""

import re
from dataclasses import dataclass

# Frames differ from build to build in these: line numbers, lambda counters, addresses, generated parts.
_NOISE = re.compile(r"\$\$?[\w$]*|0x[0-9a-fA-F]+|\d+|lambda|<[^>]{0,60}>|\[as [^\]]{0,60}\]|::h[0-9a-f]{16}")
# What a bundler puts behind a file's name: the hash of what is in it.
_BUILT = re.compile(r"[-_](?=[a-f]*\d)[0-9a-f]{6,20}$")


@dataclass(frozen=True, slots=True)
class Trace:
    """`headlines`: what was raised, outermost first, root cause last; `frame`: the application's innermost frame.

    `whole` is False when the text before the trace belongs to it, because the headlines say nothing by themselves.
    """

    headlines: tuple[str, ...]
    frame: str = ""
    whole: bool = True
    language: str = ""


def plain(frame: str) -> str:
    """A frame without what differs from build to build."""
    return _NOISE.sub("", frame).strip(" .:-")


def stem(path: str) -> str:
    """`/srv/shop/cart.py`, `/assets/cart-8f21ac.js` → "cart": a program may be installed anywhere, in any build."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return _BUILT.sub("", name.partition(".")[0]) if not name.startswith(".") else name


def ends(headlines: list[str]) -> tuple[str, ...]:
    """The outermost and the root cause; what stands between them are wrappers."""
    told = [headline for headline in dict.fromkeys(headlines) if headline]
    return tuple(dict.fromkeys(told[:1] + told[-1:]))
