"""Compiles many words into one pattern that reads each character of a text once."""

from collections.abc import Iterable, Mapping

from tools import deferred_re as re

_Node = dict[str, "_Node"]


def one_of(words: Iterable[str], wildcards: Mapping[str, str]) -> str:
    """A pattern for any of the words, the longest first; a character of `wildcards` stands for its pattern."""
    root: _Node = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _pattern(root, wildcards)


def _pattern(node: _Node, wildcards: Mapping[str, str]) -> str:
    branches = [
        wildcards.get(character, re.escape(character)) + _pattern(below, wildcards)
        for character, below in sorted(node.items(), reverse=True)
        if character
    ]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return f"{whole}?" if "" in node else whole
